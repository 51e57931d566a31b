import { SQSClient } from '@aws-sdk/client-sqs';
import { ENV, setting } from '../../shared/config/environment.ts';
import { loadSources } from '../../shared/config/sources.ts';
import { AWS_RETRIES } from '../../shared/lib/aws-retries.ts';
import { openTable } from '../../shared/persistence/dynamo-table.ts';
import slaConfig from '../../sla.config.ts';
import { lambdaTelemetry } from '../lambda/lambda-telemetry.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import { ingestCloudWatch } from './ingest-cloudwatch.ts';

export const handler = lazyHandler(() =>
  ingestCloudWatch({
    table: openTable(setting(ENV.table)),
    deadLetters: { sqs: new SQSClient(AWS_RETRIES), url: setting(ENV.invalidEventsUrl) },
    sources: loadSources({ providers: slaConfig.providers, components: slaConfig.components }),
    own: { region: setting('AWS_REGION'), account: setting(ENV.account) },
    telemetry: lambdaTelemetry(setting(ENV.stage)),
    clock: Date.now,
  }),
);
