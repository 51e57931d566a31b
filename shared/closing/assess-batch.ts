import { publishRevisions } from '../messaging/publish-revisions.ts';
import type { Queue } from '../messaging/send-messages.ts';
import type { CustomerBatch } from '../messaging/customer-batch.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { markPublished, type Revision } from '../persistence/ledger.ts';
import { type BatchResult, sumTotals } from '../persistence/run-results.ts';
import { findRun, newestRuns } from '../persistence/run-store.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { type AssessmentContext, type Assignment, assessCustomer, type AssessmentResult } from './assess-customer.ts';
import { runInputs, closedMonthInputs } from './config-snapshot.ts';

/** How many customers are assessed at once: the wait is for the table, not for the processor. */
const AT_ONCE = 16;

/** With how many customers that fail the others are still assessed: where more do, it is not about them. */
const FAILING = 10;

/**
 * Assesses a chunk of customers and hands to billing what is open. Throws if the billing queue did not take a message: the chunk
 * is tried again, and what was recorded is not recorded again. A chunk of a run that a newer closing of its month has overtaken does
 * nothing: the newer one looks at all of its customers, and knows more. One that only a sweep has overtaken is assessed by what that
 * sweep knows, on the terms of its closing: a sweep does not look at all customers, but it knows more too, and nobody may be judged by
 * less than was known already.
 *
 * Where a few customers fail for a fault of ours, the others are assessed and handed over all the same, and then it throws: what is wrong
 * with one would be wrong each time, and keep the others from their credits.
 *
 * Undefined for a chunk of a run that is not in the table: the table was restored to before that run began. It does nothing, and leaves
 * no trace of a run that never was.
 */
export const assessBatch = async (
  context: AssessmentContext & { readonly billing: Queue },
  work: CustomerBatch,
): Promise<BatchResult | undefined> => {
  const { customers } = work;
  const assignment = await assignmentOf(context.table, work);
  if (assignment === 'unknown') return undefined;
  if (assignment === 'superseded') {
    return { counts: { superseded: customers.length }, deltaMinor: {}, blocked: [], attention: [] };
  }
  const failures: unknown[] = [];
  const assessed = await mapConcurrently(AT_ONCE, customers, async (customer) => {
    try {
      return await assessCustomer(context, assignment, customer);
    } catch (error) {
      failures.push(error);
      if (failures.length > FAILING) throw error;
      return undefined;
    }
  });
  const outcomes = assessed.filter((outcome) => outcome !== undefined);
  await handOverOpen(
    context,
    outcomes.flatMap(({ open }) => open),
  );
  if (failures.length > 0) throw failures[0];
  return resultOf(outcomes);
};

/** The run in whose name a chunk is assessed; or that a newer closing has overtaken it, or that the table does not know its own. */
const assignmentOf = async (table: Table, work: CustomerBatch): Promise<Assignment | 'unknown' | 'superseded'> => {
  const { month, asOf, preview, sweep = false, using } = work;
  const { closing, newest } = preview ? {} : await newestRuns(table, month);
  const started =
    [closing, newest].find((run) => run?.asOf === asOf && (run.sweep ?? false) === sweep) ??
    (await findRun(table, work));
  if (started === undefined) return 'unknown';
  if (closing !== undefined && closing.asOf > asOf) return 'superseded';
  if (closing === undefined || newest === undefined) return { run: started, question: runInputs(started), using };
  return { run: newest, question: closedMonthInputs(closing, newest), ...(newest.asOf === asOf ? { using } : {}) };
};

const handOverOpen = async (
  { table, billing, clock }: AssessmentContext & { readonly billing: Queue },
  open: readonly Revision[],
): Promise<void> => {
  const taken = await publishRevisions(billing, open);
  await mapConcurrently(AT_ONCE, taken, (revision) => markPublished(table, revision, clock()));
  if (taken.length < open.length)
    throw new Error(`the billing queue did not take ${open.length - taken.length} messages`);
};

const resultOf = (outcomes: readonly AssessmentResult[]): BatchResult => ({
  ...sumTotals(
    outcomes.map(({ kind, deltaMinor, currency }) => ({
      counts: kind === 'unconcerned' ? { [kind]: 1 } : { assessed: 1, [kind]: 1 },
      deltaMinor: currency === undefined ? {} : { [currency]: deltaMinor },
    })),
  ),
  blocked: outcomes.flatMap(({ customer, kind, reason }) =>
    kind === 'blocked' ? [{ customer, reason: reason ?? '' }] : [],
  ),
  attention: outcomes.flatMap(({ attention }) => attention),
});
