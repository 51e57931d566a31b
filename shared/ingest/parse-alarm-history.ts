import * as z from 'zod/mini';
import { text } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import { SECOND_MS } from '../lib/time-units.ts';
import { parse } from '../lib/validation.ts';
import { parseDeletion, parseTransition } from './alarm-history.ts';
import { rejectOtherFormat } from './payload-format.ts';
import type { AlarmReport } from './record-alarm-states.ts';
import { sourceInstant } from './source-timestamps.ts';

/** A larger number is no count of seconds, but of milliseconds: it would be after the year 5138. */
const SECONDS_MAX = 1e11;

/** The last instant of the year 9999, in milliseconds. */
const INSTANT_MAX = 253_402_300_799_999;

/**
 * The AWS CLI writes timestamps as text, and with `cli_timestamp_format = none` as seconds since the epoch.
 * Some exports of the history have milliseconds.
 */
const timestamp = z.union(
  [
    sourceInstant,
    z.pipe(
      z.number().check(z.gte(0), z.lte(INSTANT_MAX)),
      z.transform((count): Instant => Math.floor(count < SECONDS_MAX ? count * SECOND_MS : count)),
    ),
  ],
  { error: 'not an instant (2026-10-14T17:00:00.000+00:00)' },
);

const item = z.looseObject(
  { AlarmName: text, AlarmArn: z.nullish(text), Timestamp: timestamp, HistoryItemType: z.nullish(z.string()) },
  'not an object',
);

const unparsed = z.object({ AlarmHistoryItems: z.array(z.unknown()) });

const answer = z.object({ AlarmHistoryItems: z.array(item, 'not a list') }, 'not an object');

/** Some exports parse the text of `HistoryData`. */
const asText = (data: unknown): unknown => (typeof data === 'object' && data !== null ? JSON.stringify(data) : data);

/** Returns the places of the items that change an alarm's state but name no state; such a change is ignored. */
export const updatesWithoutStates = (payload: unknown): number[] =>
  parse(answer, payload).AlarmHistoryItems.flatMap((update, i) => {
    if (update.HistoryItemType !== 'StateUpdate' || 'AlarmContributorId' in update) return [];
    const history = { ...update, HistoryData: asText(update['HistoryData']), Timestamp: new Date(update.Timestamp) };
    return parseTransition(update.AlarmName, history) === undefined ? [i] : [];
  });

/**
 * Parses the answer of CloudWatch's DescribeAlarmHistory as one report for each alarm, by its ARN.
 * `arnOf` returns the ARN of an alarm whose items have only its name. Items that are no state and no deletion are ignored.
 * Throws `InvalidInput` for another format, and for an item without a name or an instant.
 */
export const parseAlarmHistory = (
  payload: unknown,
  arnOf: (name: string) => string,
): ReadonlyMap<string, AlarmReport> => {
  rejectOtherFormat(payload, 'alarm-history');
  const { AlarmHistoryItems: items } = parse(answer, payload);
  const sources = parse(unparsed, payload).AlarmHistoryItems;
  const dated = items
    .map(({ AlarmName, AlarmArn, Timestamp, ...rest }, i) => ({
      monitor: AlarmArn ?? arnOf(AlarmName),
      at: Timestamp,
      type: rest.HistoryItemType ?? undefined,
      history: { ...rest, HistoryData: asText(rest['HistoryData']), Timestamp: new Date(Timestamp) },
      source: sources[i],
    }))
    .toSorted((a, b) => a.at - b.at);
  return new Map(
    [...Map.groupBy(dated, ({ monitor }) => monitor)].map(([monitor, ofAlarm]) => [
      monitor,
      {
        transitions: ofAlarm.flatMap(({ type = 'StateUpdate', history, source }) => {
          const transition = type === 'StateUpdate' ? parseTransition(monitor, history) : undefined;
          return transition === undefined ? [] : [{ ...transition, source }];
        }),
        deletions: ofAlarm.flatMap(({ type = 'ConfigurationUpdate', history, source }) => {
          const fact = type === 'ConfigurationUpdate' ? parseDeletion(monitor, history) : undefined;
          return fact === undefined ? [] : [{ fact, source }];
        }),
      },
    ]),
  );
};
