import * as z from 'zod/mini';
import { alarmArn, AWS } from '../../shared/config-sources.ts';
import { parseJson } from '../../shared/json.ts';
import { parse } from '../../shared/rejected.ts';
import {
  decideOutages,
  dependents,
  healthEvent,
  issueOf,
  outageExclusion,
  storedOutage,
} from '../../shared/sources/aws-health.ts';
import { cloudWatchFact } from '../../shared/sources/cloudwatch.ts';
import { recordFact } from '../../shared/store/facts.ts';
import { keepIssue } from '../../shared/store/issues.ts';
import { keepPayload } from '../../shared/store/payloads.ts';
import { recordEdited } from '../record-edited.ts';
import { countRecording } from '../telemetry.ts';
import type { IngestCloudWatch } from './handler.ts';

const kindOfEvent = z.object({ 'detail-type': z.string('not text') }, 'not an object');

/** Takes one event in, as EventBridge delivers it. Throws `Rejected` for one that will never work. */
export const takeEvent = async (context: IngestCloudWatch, body: string): Promise<void> => {
  const event = parseJson(body);
  const take = parse(kindOfEvent, event)['detail-type'] === 'AWS Health Event' ? takeHealth : takeAlarm;
  await take(context, event, body);
};

/** An alarm's word is a fact; that of an alarm which no component names is ignored, and counted. */
const takeAlarm = async (context: IngestCloudWatch, event: unknown, body: string): Promise<void> => {
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
  countRecording(telemetry, recording);
};

/**
 * An issue of AWS that has ended excuses the components that depend on what was out; a later correction replaces it. Whether it
 * is over is kept beside: one that is still open when a month is closed is for a person to see.
 */
const takeHealth = async (context: IngestCloudWatch, event: unknown, body: string): Promise<void> => {
  const { table, sources, clock } = context;
  const now = clock();
  const health = healthEvent(event);
  const payload = await keepPayload(table, { door: 'eventbridge', body, receivedAt: now, by: 'aws.health' });
  const issue = issueOf(health);
  if (issue !== undefined && dependents(sources.components, health.provided).length > 0) {
    await keepIssue(table, issue, now);
  }
  await recordEdited(context, {
    provider: AWS,
    update: health.eventArn,
    schema: storedOutage,
    decide: (stored) => decideOutages(stored, health, sources.components),
    toFact: outageExclusion,
    payload,
    by: 'aws.health',
  });
};
