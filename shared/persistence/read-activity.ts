import * as z from 'zod/mini';
import { keywordField, month } from '../domain/facts/fields.ts';
import { addMonths } from '../domain/time/calendar.ts';
import type { Instant } from '../domain/time/instant.ts';
import { decodeItem, getItem, type Item, queryPages, sortKeyOf, type Table } from './dynamo-table.ts';
import { activityEntryKey, activityKeys, utcMonth } from './keys.ts';

/** Records by people, and the runs that can change amounts. */
export const ACTIVITY_KINDS = [
  'notice',
  'maintenance',
  'exclusion',
  'downtime',
  'retraction',
  'customer',
  'fees',
  'goodwill',
  'approval',
  'invoice-review',
  'closing',
  'sweep',
] as const;
type ActivityKind = (typeof ACTIVITY_KINDS)[number];

const activityEntry = z.object({
  kind: keywordField(ACTIVITY_KINDS),
  by: z.string(),
  customer: z.optional(z.string()),
  month: z.optional(month),
  /** The item that was written. */
  of: z.object({ pk: z.string(), sk: z.string() }),
});
export type ActivityEntry = z.output<typeof activityEntry>;

/** Returns the item of an entry. It is written before the item that it lists, with the same instant. */
export const activityItem = (recordedAt: Instant, entry: ActivityEntry): Item => ({
  ...activityEntryKey(recordedAt, `${entry.of.pk} ${entry.of.sk}`),
  ...z.encode(activityEntry, entry),
});

/** An entry of the activity with the item that it lists. `position`: its place in the list, for a cursor. */
export type ListedActivity = {
  readonly recordedAt: string;
  readonly entry: ActivityEntry;
  readonly item: unknown;
  readonly position: ActivityPosition;
};

/** A place in the list: the UTC month and the sort key. */
type ActivityPosition = { readonly month: string; readonly sk: string };

export type ActivityCriteria = {
  readonly kind?: ActivityKind | undefined;
  readonly customer?: string | undefined;
  /** A part of the person, in any case. */
  readonly by?: string | undefined;
  /** People whose name has that part. */
  readonly named?: ReadonlySet<string> | undefined;
  readonly from: Instant;
  readonly to: Instant;
  /** Only entries before this one. */
  readonly after?: ActivityPosition | undefined;
};

export type ActivityPage = {
  readonly activities: readonly ListedActivity[];
  /** Where the next page begins; undefined at the end of the list. */
  readonly next: ActivityPosition | undefined;
};

/** Months without activity are cheap to read, but not free. */
const MONTHS_READ_MAX = 36;
/** Entries that are read for one page: a filter may match few of them. */
const ENTRIES_READ_MAX = 2000;

/**
 * Returns at most `max` entries, newest first. A page may be short although more follow: `next` decides.
 * An entry whose item was never written, or was written later under another entry, is left out.
 */
export const readActivity = async (table: Table, criteria: ActivityCriteria, max: number): Promise<ActivityPage> => {
  const activities: ListedActivity[] = [];
  let read = 0;
  const { from, to, after } = criteria;
  const last = utcMonth(from);
  let current = after?.month ?? utcMonth(to);
  for (let months = 0; current >= last; current = addMonths(current, -1)) {
    if (months === MONTHS_READ_MAX) return { activities, next: { month: current, sk: LAST_SORT_KEY } };
    months += 1;
    const before = after?.month === current ? after.sk : undefined;
    const range = activityKeys(current, { from, to, before });
    for await (const page of queryPages(table, range, { backwards: true, pageSize: 100 })) {
      for (const found of page) {
        const sk = sortKeyOf(found);
        if (sk === before) continue;
        const position = { month: current, sk };
        read += 1;
        const listed = await listedActivity(table, found, position, criteria);
        if (listed !== undefined) activities.push(listed);
        if (activities.length === max || read === ENTRIES_READ_MAX) return { activities, next: position };
      }
    }
  }
  return { activities, next: undefined };
};

/** Sorts after every sort key of the list. */
const LAST_SORT_KEY = '~';

const listedActivity = async (
  table: Table,
  found: unknown,
  position: ActivityPosition,
  criteria: ActivityCriteria,
): Promise<ListedActivity | undefined> => {
  const entry = decodeItem(activityEntry, found);
  if (!matches(entry, criteria)) return undefined;
  const [recordedAt = ''] = position.sk.split('#');
  const item = await getItem(table, entry.of);
  return item !== undefined && recordedAtOf(item) === recordedAt ? { recordedAt, entry, item, position } : undefined;
};

const matches = (entry: ActivityEntry, { kind, customer, by, named }: ActivityCriteria): boolean =>
  (kind === undefined || entry.kind === kind) &&
  (customer === undefined || entry.customer === customer) &&
  (by === undefined || entry.by.toLowerCase().includes(by.toLowerCase()) || named?.has(entry.by) === true);

const recordedItem = z.union([
  z.object({ fact: z.object({ recordedAt: z.string() }) }),
  z.object({ recordedAt: z.string() }),
  z.object({ asOf: z.string() }),
]);

/** Returns the instant of a fact's or a version's recording, or of a run's order, as text. */
const recordedAtOf = (item: unknown): string => {
  const recorded = decodeItem(recordedItem, item);
  if ('fact' in recorded) return recorded.fact.recordedAt;
  return 'recordedAt' in recorded ? recorded.recordedAt : recorded.asOf;
};
