import * as z from 'zod/mini';
import { alarmArn, AWS } from '../../shared/config/sources.ts';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { parse } from '../../shared/lib/validation.ts';
import {
  planOutageChanges,
  dependents,
  healthEvent,
  issueOf,
  outageExclusion,
  storedOutage,
} from '../../shared/ingest/aws-health.ts';
import { cloudWatchFact } from '../../shared/ingest/cloudwatch-event.ts';
import { recordFact } from '../../shared/persistence/record-fact.ts';
import { keepHealthIssue } from '../../shared/persistence/source-health.ts';
import { keepPayload } from '../../shared/persistence/payload-store.ts';
import { recordVersionedUpdate } from '../../shared/ingest/record-versioned-update.ts';
import { countRecordedFact } from '../../shared/ingest/count-recorded-fact.ts';
import type { IngestCloudWatchContext } from './handler.ts';

const kindOfEvent = z.object({ 'detail-type': z.string('not text') }, 'not an object');

/** Takes one event in, as EventBridge delivers it. Throws `Rejected` for one that will never work. */
export const recordEvent = async (context: IngestCloudWatchContext, body: string): Promise<void> => {
  const event = parseJson(body);
  const take = parse(kindOfEvent, event)['detail-type'] === 'AWS Health Event' ? takeHealth : takeAlarm;
  await take(context, event, body);
};

/** An alarm's word is a fact; that of an alarm which no component names is ignored, and counted. */
const takeAlarm = async (context: IngestCloudWatchContext, event: unknown, body: string): Promise<void> => {
  const { table, sources, own, telemetry, clock } = context;
  const now = clock();
  const fact = cloudWatchFact(event);
  if (fact === undefined) return;
  const configured = Object.values(sources.components).flatMap(({ alarms }) => alarms);
  if (!configured.some((alarm) => alarmArn(alarm, own) === fact.monitor)) {
    telemetry.count('AlarmsIgnored');
    return;
  }
  const payload = await keepPayload(table, { door: 'eventbridge', body, receivedAt: now, by: 'aws.cloudwatch' });
  const recording = await recordFact(table, { fact: { ...fact, recordedAt: now }, payload, by: 'aws.cloudwatch' });
  countRecordedFact(telemetry, recording);
};

/**
 * An issue of AWS that has ended excuses the components that depend on what was out; a later correction replaces it. Whether it
 * is over is kept beside: one that is still open when a month is closed is for a person to see.
 */
const takeHealth = async (context: IngestCloudWatchContext, event: unknown, body: string): Promise<void> => {
  const { table, sources, clock } = context;
  const now = clock();
  const health = healthEvent(event);
  const payload = await keepPayload(table, { door: 'eventbridge', body, receivedAt: now, by: 'aws.health' });
  const issue = issueOf(health);
  if (issue !== undefined && dependents(sources.components, health.provided).length > 0) {
    await keepHealthIssue(table, issue, now);
  }
  await recordVersionedUpdate(context, {
    provider: AWS,
    update: health.eventArn,
    schema: storedOutage,
    decide: (stored) => planOutageChanges(stored, health, sources.components),
    toFact: outageExclusion,
    payload,
    by: 'aws.health',
  });
};
