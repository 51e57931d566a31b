import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { loadSources, type Sources } from '../../shared/config-sources.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import { ENV, setting } from '../../shared/environment.ts';
import { PATIENCE } from '../../shared/patience.ts';
import { refuse } from '../../shared/queues/refused.ts';
import type { Queue } from '../../shared/queues/send.ts';
import { Rejected } from '../../shared/rejected.ts';
import { openTable, type Table } from '../../shared/store/table.ts';
import slaConfig from '../../sla.config.ts';
import { problem } from '../problem.ts';
import { whenStarted } from '../start.ts';
import { lambdaTelemetry, type Telemetry } from '../telemetry.ts';
import { knock } from './knock.ts';
import { secretReader } from './secret.ts';
import { takeWebhook } from './take-webhook.ts';

export type IngestTwilio = {
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
  (context: IngestTwilio) =>
  async (event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> => {
    const { body, turnedAway } = knock(event, await context.secrets());
    if (turnedAway !== undefined) return turnedAway;
    try {
      await takeWebhook(context, body);
      return { statusCode: 200 };
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      await refuse(context.refused, body, error);
      context.telemetry.refused('twilio', error);
      return problem(400, 'This will never work', error.faults);
    }
  };

export const handler = whenStarted(() =>
  ingestTwilio({
    table: openTable(setting(ENV.table)),
    refused: { sqs: new SQSClient(PATIENCE), url: setting(ENV.webhookRefusedUrl) },
    sources: loadSources({ providers: slaConfig.providers, components: slaConfig.components }),
    secrets: secretReader(new SecretsManagerClient(), setting(ENV.webhookSecret), Date.now),
    telemetry: lambdaTelemetry(setting(ENV.stage)),
    clock: Date.now,
  }),
);
