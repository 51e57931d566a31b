import * as z from 'zod/mini';
import { flag, instant, text } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import { conditionalPut } from './conditional-put.ts';
import { decodeItem, readAll } from './dynamo-reads.ts';
import { issueKey, issuesOf } from './review-keys.ts';
import type { Table } from './dynamo-table.ts';

const issueItem = z.object({
  issue: z.object({ event: text, provided: text, start: instant, isOver: flag, updatedAt: z.optional(instant) }),
  recordedAt: instant,
});

/** What an event of AWS Health said of an issue: since when, and whether it is over. `updatedAt`: when AWS last edited it. */
export type Issue = z.output<typeof issueItem>['issue'];

/** Keeps what an event said. Nothing is overwritten: another word of the same event is another item. */
export const keepIssue = async (table: Table, issue: Issue, recordedAt: Instant): Promise<void> => {
  const { provided, event, updatedAt = recordedAt, isOver } = issue;
  await conditionalPut(table, {
    ...issueKey(provided, event, updatedAt, isOver ? 'over' : 'open'),
    ...z.encode(issueItem, { issue, recordedAt }),
  });
};

/** The issues that had not ended by the newest word known at `asOf`, however the words arrived. */
export const openIssues = async (table: Table, provided: string, asOf: Instant): Promise<Issue[]> => {
  const items = (await readAll(table, issuesOf(provided))).map((item) => decodeItem(issueItem, item));
  const known = items.filter(({ recordedAt }) => recordedAt <= asOf);
  const newest = new Map<string, Issue>();
  // They come by event, then by when AWS edited them; at one instant `over` after `open`.
  for (const { issue } of known) newest.set(issue.event, issue);
  return [...newest.values()].filter(({ isOver }) => !isOver);
};
