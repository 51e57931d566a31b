import * as z from 'zod/mini';
import type { FactOf } from '../domain/facts/facts.ts';
import { text, keywordField } from '../domain/facts/fields.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { tryParseJson } from '../lib/parse-json.ts';
import { SECOND_MS } from '../lib/time-units.ts';
import { parse } from '../lib/validation.ts';
import { sourceInstant } from './source-timestamps.ts';

type MonitorState = FactOf<'monitor-state'>;

const ALARM_ARN = /^arn:[^:]+:cloudwatch:[^:]*:[^:]*:alarm:./;

/** Selects the alarm's ARN from an event's `resources`. */
const alarm = z.pipe(
  z.array(z.string(), 'not a list'),
  z.transform((resources, context): string => {
    const arn = resources.find((resource) => ALARM_ARN.test(resource));
    if (arn !== undefined) return arn;
    context.issues.push({ code: 'custom', message: 'no ARN of an alarm', input: resources });
    return z.NEVER;
  }),
);

const stateChange = z.object({
  'detail-type': z.literal('CloudWatch Alarm State Change'),
  resources: alarm,
  detail: z.object(
    {
      state: z.object(
        {
          value: keywordField(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
          timestamp: sourceInstant,
          reasonData: z.optional(z.unknown()),
        },
        'not an object',
      ),
    },
    'not an object',
  ),
});

const configurationChange = z.object({
  'detail-type': z.literal('CloudWatch Alarm Configuration Change'),
  time: sourceInstant,
  resources: alarm,
  detail: z.object({ operation: text }, 'not an object'),
});

/** An event about one time series of an alarm. The state of the alarm itself arrives in a separate event. */
const contributorChange = z.object({ 'detail-type': z.literal('CloudWatch Alarm Contributor State Change') });

const alarmEvent = z.discriminatedUnion(
  'detail-type',
  [stateChange, configurationChange, contributorChange],
  'not an object',
);

/**
 * Returns the fact of an alarm's event: its new state, or its deletion.
 * Returns undefined if the alarm was created or changed, or if one of its time series changed.
 * Throws `InvalidInput` for other events.
 */
export const parseAlarmEvent = (event: unknown): MonitorState | undefined => {
  const parsed = parse(alarmEvent, event);
  switch (parsed['detail-type']) {
    case 'CloudWatch Alarm State Change':
      return stateChangeFact(parsed);
    case 'CloudWatch Alarm Configuration Change':
      return parsed.detail.operation === 'delete'
        ? monitorState(parsed.resources, 'DELETED', endOfSecond(parsed.time))
        : undefined;
    default:
      return undefined;
  }
};

/**
 * Returns the last millisecond of an instant's second.
 * The event of a deletion has whole seconds. The deletion follows all states of its second, which have milliseconds.
 */
export const endOfSecond = (at: Instant): Instant => at - (at % SECOND_MS) + SECOND_MS - 1;

const stateChangeFact = ({ resources, detail: { state } }: z.output<typeof stateChange>): MonitorState =>
  alarmStateFact(resources, state.value, state.timestamp, state.reasonData);

/** Returns the fact of an alarm's state. For ALARM, `reasonData` may contain the start of the evaluated data. */
export const alarmStateFact = (
  monitor: string,
  state: MonitorState['state'],
  at: Instant,
  reasonData: unknown,
): MonitorState => {
  const fact = monitorState(monitor, state, at);
  const since = state === 'ALARM' ? startOfData(reasonData) : undefined;
  return since === undefined || since > fact.at ? fact : { ...fact, since };
};

/** The id is derived from ARN, timestamp and state: the event's id changes when EventBridge replays an event. */
const monitorState = (monitor: string, state: MonitorState['state'], at: Instant): MonitorState => ({
  kind: 'monitor-state',
  id: `${monitor} ${formatInstant(at)} ${state}`,
  monitor,
  state,
  at,
});

/** Reason data are JSON text, and missing if a person or a child alarm set the state. */
const reasonData = z.object({ startDate: sourceInstant });

/** Returns the start of the evaluated data. Invalid reason data are ignored, since the alarm itself is valid. */
const startOfData = (text: unknown): Instant | undefined =>
  typeof text === 'string' ? z.safeParse(reasonData, tryParseJson(text)).data?.startDate : undefined;
