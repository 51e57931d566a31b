import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ENV, setting } from '../../shared/config/environment.ts';
import { loadWebhookInvoicing } from '../../shared/config/invoicing.ts';
import slaConfig from '../../sla.config.ts';
import { lambdaTelemetry } from '../lambda/lambda-telemetry.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import { secretReader } from '../lambda/secret-reader.ts';
import { invoiceWebhook } from './invoice-webhook.ts';

/** Standard Webhooks proposes 15 to 30 seconds. */
const ATTEMPT_TIMEOUT_MS = 20_000;

export const handler = lazyHandler(() => {
  const { url } = loadWebhookInvoicing(slaConfig.invoicing);
  const sqs = new SQSClient();
  const QueueUrl = setting(ENV.billingQueueUrl);
  return invoiceWebhook({
    receiver: { url, timeoutMs: ATTEMPT_TIMEOUT_MS },
    readSecrets: secretReader(new SecretsManagerClient(), setting(ENV.signingSecret), Date.now),
    postpone: async (ReceiptHandle, VisibilityTimeout) => {
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    },
    telemetry: lambdaTelemetry(setting(ENV.stage)),
    clock: Date.now,
  });
});
