import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { loadSources, type Sources } from '../../shared/config/sources.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { ENV, setting } from '../../shared/config/environment.ts';
import { AWS_RETRIES } from '../../shared/lib/aws-retries.ts';
import { sendInvalid } from '../../shared/messaging/invalid-messages.ts';
import type { Queue } from '../../shared/messaging/send-messages.ts';
import { InvalidInput } from '../../shared/lib/validation.ts';
import { openTable, type Table } from '../../shared/persistence/dynamo-table.ts';
import slaConfig from '../../sla.config.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import type { Telemetry } from '../../shared/config/telemetry-names.ts';
import { lambdaTelemetry } from '../lambda/telemetry.ts';
import { recordEvent } from './record-event.ts';

export type IngestCloudWatchContext = {
  readonly table: Table;
  readonly refused: Queue;
  readonly sources: Sources;
  readonly own: { readonly region: string; readonly account: string };
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
};

/**
 * Takes the events of the intake queue in: each becomes a fact, or goes to the dead-letter queue with its reason, or stays on
 * the queue to be tried again; none holds up another.
 */
export const ingestCloudWatch = (context: IngestCloudWatchContext) => {
  const processor = new BatchProcessor(EventType.SQS);
  const take = async ({ body }: SQSRecord): Promise<void> => {
    try {
      await recordEvent(context, body);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      await sendInvalid(context.refused, body, error);
      context.telemetry.refused('eventbridge', error);
    }
  };
  return (event: SQSEvent): Promise<SQSBatchResponse> =>
    processPartialResponse(event, take, processor, { throwOnFullBatchFailure: false });
};

export const handler = lazyHandler(() =>
  ingestCloudWatch({
    table: openTable(setting(ENV.table)),
    refused: { sqs: new SQSClient(AWS_RETRIES), url: setting(ENV.intakeRefusedUrl) },
    sources: loadSources({ providers: slaConfig.providers, components: slaConfig.components }),
    own: { region: setting('AWS_REGION'), account: setting(ENV.account) },
    telemetry: lambdaTelemetry(setting(ENV.stage)),
    clock: Date.now,
  }),
);
