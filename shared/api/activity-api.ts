import type { Hono } from 'hono/tiny';
import * as z from 'zod/mini';
import { profileVersion, feesVersion } from '../persistence/customer-versions.ts';
import { parse } from '../lib/validation.ts';
import { type ListedActivity, readActivity } from '../persistence/read-activity.ts';
import { isSignedInPerson, listPeople, nameAt, type Person } from '../persistence/people.ts';
import { approvalItem, proposalId } from '../persistence/approval-log.ts';
import { invoiceReviewId, invoiceReviewItem } from '../persistence/invoice-reviews.ts';
import { goodwillRecord } from '../persistence/record-goodwill.ts';
import { decodeItem } from '../persistence/dynamo-table.ts';
import { storedFact } from '../persistence/record-fact.ts';
import { runId, runOfItem } from '../persistence/run-store.ts';
import type { ApiCall } from './api-call.ts';
import type { ApiContext } from './context.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { READ_QUERIES } from './read-queries.ts';

const PAGE_ENTRIES_MAX = 100;

/** No table has an earlier record: the first release is later. */
const FROM_DEFAULT = Date.parse('2015-01-01T00:00:00Z');

const cursorPlace = z.strictObject({
  month: z.string().check(z.regex(/^\d{4}-\d{2}$/)),
  sk: z.string(),
});

/** An entry of the activity as the API has it. */
export type ActivityRow = {
  readonly at: string;
  readonly kind: ListedActivity['entry']['kind'];
  readonly by: string;
  /** The name of a person who signed in, at that time. */
  readonly byName?: string | undefined;
  readonly customer?: string | undefined;
  readonly month?: string | undefined;
  readonly id?: string;
  readonly reason?: string;
  readonly name?: string;
  readonly of?: { readonly kind: string; readonly id: string };
};

/** Adds the route that lists records, retractions and closes, the newest first. */
export const activityApi = (app: Hono<ApiCall>, context: ApiContext): void => {
  app.get('/activity', async (call) => Response.json(await readActivityPage(context, call.req.query())));
};

/** Returns the entries that parameters of `GET /activity` select, newest first, and the cursor of the next page. Throws `InvalidInput`. */
export const readActivityPage = async (
  { table, clock }: Pick<ApiContext, 'table' | 'clock'>,
  query: Readonly<Record<string, string>>,
): Promise<{ readonly activities: readonly ActivityRow[]; readonly next?: string }> => {
  const { cursor, from = FROM_DEFAULT, to = clock(), ...filter } = parse(READ_QUERIES.activity, query);
  const after = readCursor(cursorPlace, cursor);
  const named = filter.by === undefined ? undefined : peopleNamed(await listPeople(table), filter.by);
  const { activities, next } = await readActivity(table, { ...filter, named, from, to, after }, PAGE_ENTRIES_MAX);
  const people = activities.some(({ entry }) => isSignedInPerson(entry.by)) ? await listPeople(table) : [];
  const rows = activities.map((listed) => {
    const byName = nameAt(people, listed.entry.by, Date.parse(listed.recordedAt));
    return { ...activityRow(listed), ...(byName === undefined ? {} : { byName }) };
  });
  return { activities: rows, ...(next === undefined ? {} : { next: writeCursor(next) }) };
};

/** Returns the people who had a name with a part, in any case. */
const peopleNamed = (people: readonly Person[], part: string): ReadonlySet<string> =>
  new Set(people.filter(({ name }) => name.toLowerCase().includes(part.toLowerCase())).map(({ by }) => by));

/** Returns an entry as JSON; what it lists comes from the record itself. */
const activityRow = ({ recordedAt, entry, item }: ListedActivity): ActivityRow => {
  const { of: _of, ...listed } = entry;
  return { at: recordedAt, ...listed, ...detailsOf(entry.kind, item) };
};

const detailsOf = (kind: ListedActivity['entry']['kind'], item: unknown): object => {
  switch (kind) {
    case 'customer': {
      const { profile } = decodeItem(profileVersion, item);
      return { id: profile.id, name: profile.name };
    }
    case 'fees':
      return { fees: decodeItem(feesVersion, item).fees };
    case 'closing':
    case 'sweep': {
      const run = runOfItem(item);
      return { id: runId(run), ...(run.reason === undefined ? {} : { reason: run.reason }) };
    }
    case 'goodwill': {
      const { id, amountMinor, currency, reason } = decodeItem(goodwillRecord, item);
      return { id, amountMinor, currency, reason };
    }
    case 'approval': {
      const decision = decodeItem(approvalItem, item);
      return {
        id: proposalId({ ...decision, number: decision.number - 1 }),
        decision: decision.kind,
        ...('reason' in decision ? { reason: decision.reason } : {}),
      };
    }
    case 'invoice-review': {
      const decision = decodeItem(invoiceReviewItem, item);
      return {
        id: invoiceReviewId(decision),
        decision: decision.kind === 'retried' ? 'retry' : 'done',
        ...(decision.reason === undefined ? {} : { reason: decision.reason }),
      };
    }
    default: {
      const { fact } = decodeItem(storedFact, item);
      if (fact.kind === 'retraction') return { id: fact.of.id, of: fact.of, reason: fact.reason };
      return { id: fact.id };
    }
  }
};
