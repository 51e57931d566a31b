import type { SQSEvent } from 'aws-lambda';
import {
  type AssessmentContext,
  type AssessmentResult,
  type Assignment,
  assessCustomer,
} from '../../shared/closing/assess-customer.ts';
import { completeRun } from '../../shared/closing/complete-run.ts';
import { closedMonthInputs, runInputs } from '../../shared/closing/config-snapshot.ts';
import { issueApproved } from '../../shared/closing/issue-approved.ts';
import type { Telemetry } from '../../shared/config/telemetry-names.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { parse } from '../../shared/lib/validation.ts';
import { type CustomerBatch, workMessage } from '../../shared/messaging/customer-batch.ts';
import { publishRevisions } from '../../shared/messaging/publish-revisions.ts';
import type { Queue } from '../../shared/messaging/send-messages.ts';
import { orderStatements } from '../../shared/messaging/statement-order.ts';
import { markPublished, type Revision, unpublishedRevisions } from '../../shared/persistence/ledger.ts';
import { loadCustomer } from '../../shared/persistence/load-customer.ts';
import { type BatchResult, sumTotals } from '../../shared/persistence/run-results.ts';
import { findRun, newestRuns, recordBatchResult, runId } from '../../shared/persistence/run-store.ts';

type AssessCustomersContext = AssessmentContext & {
  readonly billing: Queue;
  /** @default statements are not mailed */
  readonly statementMail?: Queue | undefined;
  readonly telemetry: Telemetry;
};

/** Assesses the customers of batches, publishes their open revisions, and completes a run with its last batch. Issues approved credits. */
export const assessCustomers =
  (context: AssessCustomersContext) =>
  async (event: SQSEvent): Promise<void> => {
    const { table, telemetry } = context;
    for (const { body, messageId } of event.Records) {
      const batch = parse(workMessage, parseJson(body));
      if ('kind' in batch) {
        await issueCredit(context, batch);
        continue;
      }
      const result = await assessBatch(context, batch);
      if (result === undefined) {
        telemetry.note('batch ignored: its run is not in the table', { run: runId(batch) });
        continue;
      }
      telemetry.count('CustomersAssessed', result.counts['assessed'] ?? 0);
      if (!batch.preview) telemetry.count('CustomersBlocked', result.counts['blocked'] ?? 0);
      const progress = await recordBatchResult(table, batch, batch.chunk, result);
      await completeRun(context, batch, progress, messageId);
    }
  };

/** Issues an approved credit, and publishes all open revisions of its month. A repeated message publishes what is left. */
const issueCredit = async (
  context: AssessCustomersContext,
  { customer, month }: { readonly customer: string; readonly month: string },
): Promise<void> => {
  const { table, telemetry } = context;
  const issued = await issueApproved(context, customer, month);
  const { revisions, sent } = await loadCustomer(table, customer, month);
  await publishOpen(context, unpublishedRevisions(revisions, sent, month));
  if (issued === undefined) return;
  telemetry.count('CreditsRecorded');
  const { amountMinor, previousAmountMinor, currency } = issued;
  telemetry.count('CreditedMinor', amountMinor - previousAmountMinor, { currency });
};

/** The customers of a batch wait for the table, not for the processor. */
const CUSTOMERS_MAX = 16;

/** With more failures than these the cause is not a customer's data, and the batch stops. */
const FAILED_CUSTOMERS_MAX = 10;

/**
 * Assesses a batch of customers and publishes their open revisions. Throws if the billing queue rejects a message or a customer fails.
 * The other customers are assessed and published first. The batch is retried, and records no revision twice.
 *
 * - Superseded by a newer close: nothing is done. That close assesses all its customers.
 * - Superseded by a sweep only: customers are assessed with the sweep's evidence and the terms of its close.
 * - Run not in the table, since the table was restored: returns undefined and stores nothing.
 */
const assessBatch = async (context: AssessCustomersContext, batch: CustomerBatch): Promise<BatchResult | undefined> => {
  const { customers } = batch;
  const assignment = await assignmentOf(context, batch);
  if (assignment === 'unknown') return undefined;
  if (assignment === 'superseded') {
    return { counts: { superseded: customers.length }, deltaMinor: {}, blocked: [], attention: [], changes: [] };
  }
  const failures: unknown[] = [];
  const assessed = await mapConcurrently(CUSTOMERS_MAX, customers, async (customer) => {
    try {
      return await assessCustomer(context, assignment, customer);
    } catch (error) {
      failures.push(error);
      if (failures.length > FAILED_CUSTOMERS_MAX) throw error;
      return undefined;
    }
  });
  const results = assessed.filter((result) => result !== undefined);
  await publishOpen(
    context,
    results.flatMap(({ open }) => open),
  );
  if (failures.length > 0) throw failures[0];
  return batchResultOf(results);
};

const assignmentOf = async (
  { table, deployment }: AssessCustomersContext,
  batch: CustomerBatch,
): Promise<Assignment | 'unknown' | 'superseded'> => {
  const { month, asOf, preview, sweep = false, using } = batch;
  const { closing, newest } = preview ? {} : await newestRuns(table, month);
  const started =
    [closing, newest].find((run) => run?.asOf === asOf && (run.sweep ?? false) === sweep) ??
    (await findRun(table, batch));
  if (started === undefined) return 'unknown';
  if (closing !== undefined && closing.asOf > asOf) return 'superseded';
  if (closing === undefined || newest === undefined) return { run: started, inputs: runInputs(started), using };
  // The component list holds for this sweep's evidence only: with a newer sweep's, every customer is assessed.
  const inputs = closedMonthInputs(deployment, closing, newest.asOf);
  return { run: newest, inputs, ...(newest.asOf === asOf ? { using } : {}) };
};

/** Publishes revisions, orders their statements by mail, and marks them. After a crash before the mark, both are sent again. */
const publishOpen = async (
  { table, billing, statementMail, clock }: AssessCustomersContext,
  open: readonly Revision[],
): Promise<void> => {
  const published = await publishRevisions(billing, open);
  const complete = statementMail === undefined ? published : await orderStatements(statementMail, published);
  await mapConcurrently(CUSTOMERS_MAX, complete, (revision) => markPublished(table, revision, clock()));
  const left = open.length - published.length;
  if (left > 0) throw new Error(`the billing queue did not take ${left} messages`);
  const notOrdered = published.length - complete.length;
  if (notOrdered > 0) throw new Error(`the queue of statements did not take ${notOrdered} messages`);
};

const batchResultOf = (results: readonly AssessmentResult[]): BatchResult => ({
  ...sumTotals(
    results.map(({ kind, change }) => ({
      counts: kind === 'unconcerned' ? { [kind]: 1 } : { assessed: 1, [kind]: 1 },
      deltaMinor: change === undefined ? {} : { [change.currency]: change.amountMinor - change.previousAmountMinor },
    })),
  ),
  blocked: results.flatMap(({ customer, kind, reason }) =>
    kind === 'blocked' ? [{ customer, reason: reason ?? '' }] : [],
  ),
  attention: results.flatMap(({ attention }) => attention),
  changes: results.flatMap(({ change }) => change ?? []),
});
