import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { alarmArn, alarmsOf, AWS_PROVIDER } from '../../shared/config/sources.ts';
import {
  healthIssue,
  isOfConfiguredService,
  outageExclusion,
  outageVersion,
  parseHealthEvent,
  planOutageChanges,
  reasonForNoOutage,
  reportId,
} from '../../shared/ingest/aws-health.ts';
import { parseAlarmEvent } from '../../shared/ingest/cloudwatch-event.ts';
import { countRecordedFact, noteIgnored } from '../../shared/ingest/count-recorded-fact.ts';
import { rejectOtherFormat } from '../../shared/ingest/payload-format.ts';
import { recordVersionedUpdate } from '../../shared/ingest/record-versioned-update.ts';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { InvalidInput, parse } from '../../shared/lib/validation.ts';
import { sendInvalidMessage } from '../../shared/messaging/send-invalid-message.ts';
import { keepHealthIssue } from '../../shared/persistence/source-health.ts';
import { keepPayload } from '../../shared/persistence/payload-store.ts';
import { recordFact } from '../../shared/persistence/record-fact.ts';
import type { IngestCloudWatchContext } from './context.ts';

/**
 * Returns the handler of the intake queue: it records each event of a batch independently.
 * An invalid event goes to the dead-letter queue with its faults. Any other failure leaves the event on the queue.
 */
export const ingestCloudWatch = (context: IngestCloudWatchContext) => {
  const processor = new BatchProcessor(EventType.SQS);
  const ingest = async ({ body }: SQSRecord): Promise<void> => {
    try {
      await recordEvent(context, body);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      await sendInvalidMessage(context.deadLetters, body, error);
      context.telemetry.rejected('eventbridge', error);
    }
  };
  return (event: SQSEvent): Promise<SQSBatchResponse> =>
    processPartialResponse(event, ingest, processor, { throwOnFullBatchFailure: false });
};

const anyEvent = z.object({ 'detail-type': z.string('not text') }, 'not an object');

const recordEvent = async (context: IngestCloudWatchContext, body: string): Promise<void> => {
  const event = parseJson(body);
  rejectOtherFormat(event, 'eventbridge');
  const isHealth = parse(anyEvent, event)['detail-type'] === 'AWS Health Event';
  await (isHealth ? recordHealthEvent : recordAlarmEvent)(context, event, body);
};

/** Records an alarm's state. An alarm of no configured component is ignored and counted. */
const recordAlarmEvent = async (context: IngestCloudWatchContext, event: unknown, body: string): Promise<void> => {
  const { table, sources, own, telemetry, clock } = context;
  const now = clock();
  const fact = parseAlarmEvent(event);
  if (fact === undefined) {
    noteIgnored(telemetry, 'the alarm was created or changed, and its state did not change');
    return;
  }
  if (!alarmsOf(sources).some((alarm) => alarmArn(alarm, own) === fact.monitor)) {
    telemetry.count('AlarmsIgnored');
    noteIgnored(telemetry, `no component has the alarm ${fact.monitor}`);
    return;
  }
  const payload = await keepPayload(table, { door: 'eventbridge', body, receivedAt: now, by: 'aws.cloudwatch' });
  const recording = await recordFact(table, { fact: { ...fact, recordedAt: now }, payload, by: 'aws.cloudwatch' });
  countRecordedFact(telemetry, recording);
};

/**
 * Records the exclusions of a closed public issue, or their correction, for the components that depend on the service.
 * The report of the issue is stored too. A closing lists issues that are open, have no end, or excuse nothing.
 * Reports of the services of AWS's own SLA are the evidence of our claims against AWS.
 */
const recordHealthEvent = async (context: IngestCloudWatchContext, event: unknown, body: string): Promise<void> => {
  const { table, sources, own, telemetry, clock } = context;
  const subscribers = { components: sources.components, own };
  const now = clock();
  const health = parseHealthEvent(event);
  const payload = await keepPayload(table, { door: 'eventbridge', body, receivedAt: now, by: 'aws.health' });
  const issue = healthIssue(health, subscribers);
  const reason = reasonForNoOutage(health, subscribers);
  if (reason !== undefined) noteIgnored(telemetry, reason);
  if (issue !== undefined && isOfConfiguredService(sources, health)) {
    await keepHealthIssue(table, issue, now);
  }
  await recordVersionedUpdate(context, {
    provider: AWS_PROVIDER,
    update: reportId(health, subscribers),
    schema: outageVersion,
    plan: (stored) => planOutageChanges(stored, health, subscribers),
    toFact: outageExclusion,
    payload,
    by: 'aws.health',
  });
};
