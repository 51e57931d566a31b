import * as z from 'zod/mini';
import { instant } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { Span } from '../domain/time/intervals.ts';
import { conditionalPut } from './conditional-put.ts';
import { findingKey, findingsIn } from './review-keys.ts';
import { decodeItem, readAll } from './dynamo-reads.ts';
import type { Table } from './dynamo-table.ts';

const findingItem = z.object({
  finding: z.object({ kind: z.string(), subject: z.string(), at: instant, note: z.string() }),
  recordedAt: instant,
});

/** Something about the evidence itself that a person should see before believing a month: what, of which source, when. */
export type Finding = z.output<typeof findingItem>['finding'];

/** Keeps a finding. The same again (subject, instant, kind) is kept as it was first found. */
export const keepFinding = async (table: Table, finding: Finding, recordedAt: Instant): Promise<void> => {
  await conditionalPut(table, { ...findingKey(finding), ...z.encode(findingItem, { finding, recordedAt }) });
};

/** What was found about a source in `[start, end)`, as far as it was known at `asOf`, in order of time. */
export const loadFindings = async (
  table: Table,
  subject: string,
  { start, end }: Span,
  asOf: Instant,
): Promise<Finding[]> => {
  const items = await readAll(table, findingsIn(subject, start, end - 1));
  return items
    .map((item) => decodeItem(findingItem, item))
    .flatMap(({ finding, recordedAt }) => (recordedAt <= asOf ? [finding] : []));
};

/** A component of a provider as findings name it; alarms go by their ARN. */
export const providerSubject = (provider: string, component: string): string => `${provider} ${component}`;
