import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { loadSources, type Sources } from '../../shared/config/sources.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { ENV, setting } from '../../shared/config/environment.ts';
import { AWS_RETRIES } from '../../shared/lib/aws-retries.ts';
import { sendInvalid } from '../../shared/messaging/invalid-messages.ts';
import type { Queue } from '../../shared/messaging/send-messages.ts';
import { InvalidInput } from '../../shared/lib/validation.ts';
import { openTable, type Table } from '../../shared/persistence/dynamo-table.ts';
import slaConfig from '../../sla.config.ts';
import { problem } from '../lambda/problem.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import type { Telemetry } from '../../shared/config/telemetry-names.ts';
import { lambdaTelemetry } from '../lambda/telemetry.ts';
import { authenticateWebhook } from './authenticate-webhook.ts';
import { secretReader } from './webhook-secret.ts';
import { takeWebhook } from './take-webhook.ts';

export type IngestTwilioContext = {
  readonly table: Table;
  readonly refused: Queue;
  readonly sources: Sources;
  /** The secrets that the URL may end in. */
  readonly secrets: () => Promise<readonly string[]>;
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
};

/**
 * Takes the calls of a provider's status page in. Answers 200 only once all that the page said is stored; what will never work is
 * refused with the reason, and kept on the dead-letter queue if whoever sent it knew the secret.
 */
export const ingestTwilio =
  (context: IngestTwilioContext) =>
  async (event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> => {
    const { body, turnedAway } = authenticateWebhook(event, await context.secrets());
    if (turnedAway !== undefined) return turnedAway;
    try {
      await takeWebhook(context, body);
      return { statusCode: 200 };
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      await sendInvalid(context.refused, body, error);
      context.telemetry.refused('twilio', error);
      return problem(400, 'This will never work', error.faults);
    }
  };

export const handler = lazyHandler(() =>
  ingestTwilio({
    table: openTable(setting(ENV.table)),
    refused: { sqs: new SQSClient(AWS_RETRIES), url: setting(ENV.webhookRefusedUrl) },
    sources: loadSources({ providers: slaConfig.providers, components: slaConfig.components }),
    secrets: secretReader(new SecretsManagerClient(), setting(ENV.webhookSecret), Date.now),
    telemetry: lambdaTelemetry(setting(ENV.stage)),
    clock: Date.now,
  }),
);
