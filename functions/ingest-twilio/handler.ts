import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { ENV, setting } from '../../shared/config/environment.ts';
import { loadSources } from '../../shared/config/sources.ts';
import { AWS_RETRIES } from '../../shared/lib/aws-retries.ts';
import { openTable } from '../../shared/persistence/dynamo-table.ts';
import slaConfig from '../../sla.config.ts';
import { lambdaTelemetry } from '../lambda/lambda-telemetry.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import { ingestTwilio } from './ingest-twilio.ts';
import { secretReader } from '../lambda/secret-reader.ts';

export const handler = lazyHandler(() =>
  ingestTwilio({
    table: openTable(setting(ENV.table)),
    deadLetters: { sqs: new SQSClient(AWS_RETRIES), url: setting(ENV.invalidWebhooksUrl) },
    sources: loadSources({ providers: slaConfig.providers, components: slaConfig.components }),
    secrets: secretReader(new SecretsManagerClient(), setting(ENV.webhookSecret), Date.now),
    telemetry: lambdaTelemetry(setting(ENV.stage)),
    clock: Date.now,
  }),
);
