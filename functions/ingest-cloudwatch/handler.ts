import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { loadSources, type Sources } from '../../shared/config-sources.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import { ENV, setting } from '../../shared/environment.ts';
import { PATIENCE } from '../../shared/patience.ts';
import { refuse } from '../../shared/queues/refused.ts';
import type { Queue } from '../../shared/queues/send.ts';
import { Rejected } from '../../shared/rejected.ts';
import { openTable, type Table } from '../../shared/store/table.ts';
import slaConfig from '../../sla.config.ts';
import { whenStarted } from '../start.ts';
import { lambdaTelemetry, type Telemetry } from '../telemetry.ts';
import { takeEvent } from './take-event.ts';

export type IngestCloudWatch = {
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
export const ingestCloudWatch = (context: IngestCloudWatch) => {
  const processor = new BatchProcessor(EventType.SQS);
  const take = async ({ body }: SQSRecord): Promise<void> => {
    try {
      await takeEvent(context, body);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      await refuse(context.refused, body, error);
      context.telemetry.refused('eventbridge', error);
    }
  };
  return (event: SQSEvent): Promise<SQSBatchResponse> =>
    processPartialResponse(event, take, processor, { throwOnFullBatchFailure: false });
};

export const handler = whenStarted(() =>
  ingestCloudWatch({
    table: openTable(setting(ENV.table)),
    refused: { sqs: new SQSClient(PATIENCE), url: setting(ENV.intakeRefusedUrl) },
    sources: loadSources({ providers: slaConfig.providers, components: slaConfig.components }),
    own: { region: setting('AWS_REGION'), account: setting(ENV.account) },
    telemetry: lambdaTelemetry(setting(ENV.stage)),
    clock: Date.now,
  }),
);
