import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { ENV, setting } from '../../shared/config/environment.ts';
import { loadNoticeDoors } from '../../shared/config/notice-doors.ts';
import { AWS_RETRIES } from '../../shared/lib/aws-retries.ts';
import { openTable } from '../../shared/persistence/dynamo-table.ts';
import slaConfig from '../../sla.config.ts';
import { lambdaTelemetry } from '../lambda/lambda-telemetry.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import { secretReader } from '../lambda/secret-reader.ts';
import { ingestNotices } from './ingest-notices.ts';

const noSecrets = async (): Promise<readonly string[]> => [];

export const handler = lazyHandler(() => {
  const client = new SecretsManagerClient();
  const reader = (arn: string | undefined) => (arn === undefined ? noSecrets : secretReader(client, arn, Date.now));
  const { zendeskSecretArn, standardWebhooksSecretArn } = loadNoticeDoors(slaConfig.notices).webhook ?? {};
  const [zendesk, standardWebhooks] = [reader(zendeskSecretArn), reader(standardWebhooksSecretArn)];
  return ingestNotices({
    table: openTable(setting(ENV.table)),
    deadLetters: { sqs: new SQSClient(AWS_RETRIES), url: setting(ENV.invalidWebhooksUrl) },
    secrets: secretReader(client, setting(ENV.noticesSecret), Date.now),
    signatureSecrets: async () => ({ zendesk: await zendesk(), standardWebhooks: await standardWebhooks() }),
    telemetry: lambdaTelemetry(setting(ENV.stage)),
    clock: Date.now,
  });
});
