import * as z from 'zod/mini';
import type { FactOf } from '../domain/facts/facts.ts';
import { text, keywordField } from '../domain/facts/fields.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { parse } from '../lib/validation.ts';
import { writtenInstant } from './source-timestamps.ts';

type MonitorState = FactOf<'monitor-state'>;

const ALARM_ARN = /^arn:[^:]+:cloudwatch:[^:]*:[^:]*:alarm:./;

/** An event's `resources`: the ARN of the alarm among them. */
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
          timestamp: writtenInstant,
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
  time: writtenInstant,
  resources: alarm,
  detail: z.object({ operation: text }, 'not an object'),
});

/** Of one time series that an alarm watches: the alarm's own state comes in an event of its own. */
const contributorChange = z.object({ 'detail-type': z.literal('CloudWatch Alarm Contributor State Change') });

const alarmEvent = z.discriminatedUnion(
  'detail-type',
  [stateChange, configurationChange, contributorChange],
  'not an object',
);

/**
 * What an alarm's event as EventBridge delivers it says of the alarm: its new state, or that it was deleted.
 * Undefined if it says neither (an alarm was created or changed, or one of its time series moved). Throws `Rejected` for another event.
 */
export const cloudWatchFact = (event: unknown): MonitorState | undefined => {
  const read = parse(alarmEvent, event);
  switch (read['detail-type']) {
    case 'CloudWatch Alarm State Change':
      return changed(read);
    case 'CloudWatch Alarm Configuration Change':
      return read.detail.operation === 'delete' ? monitorState(read.resources, 'DELETED', read.time) : undefined;
    default:
      return undefined;
  }
};

const changed = ({ resources, detail: { state } }: z.output<typeof stateChange>): MonitorState =>
  alarmState(resources, state.value, state.timestamp, state.reasonData);

/** That an alarm went into a state at an instant; of one that rings, `reasonData` may say where the data behind it begin. */
export const alarmState = (
  monitor: string,
  state: MonitorState['state'],
  at: Instant,
  reasonData: unknown,
): MonitorState => {
  const fact = monitorState(monitor, state, at);
  const since = state === 'ALARM' ? startOfData(reasonData) : undefined;
  return since === undefined || since > fact.at ? fact : { ...fact, since };
};

/** The id is derived, never the event's own, which changes when EventBridge replays: ARN, timestamp, state. */
const monitorState = (monitor: string, state: MonitorState['state'], at: Instant): MonitorState => ({
  kind: 'monitor-state',
  id: `${monitor} ${formatInstant(at)} ${state}`,
  monitor,
  state,
  at,
});

/** `reasonData` is JSON inside a JSON string, left out where a person or a child alarm set the state. */
const reasonData = z.pipe(
  z.pipe(
    z.string(),
    z.transform((json, context): unknown => {
      try {
        return JSON.parse(json);
      } catch {
        context.issues.push({ code: 'custom', message: 'not JSON', input: json });
        return z.NEVER;
      }
    }),
  ),
  z.object({ startDate: writtenInstant }),
);

/** Where the evaluated data begin. Whatever is wrong with them is no reason to lose an alarm. */
const startOfData = (written: unknown): Instant | undefined => z.safeParse(reasonData, written).data?.startDate;
