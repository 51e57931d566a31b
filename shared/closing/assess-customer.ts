import type { Month } from '../domain/month/month.ts';
import type { Instant } from '../domain/time/instant.ts';
import { parseJson } from '../lib/parse-json.ts';
import { parse } from '../lib/validation.ts';
import { billingMessage, type BillingLine, revisionMessage } from '../messaging/billing-message.ts';
import { jsonBody } from '../messaging/send-messages.ts';
import type { Annotations } from '../persistence/annotations.ts';
import { contractsOfRecord } from '../persistence/customer-record.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import type { RunName } from '../persistence/keys.ts';
import { recordRevision, type Revision, revisionsOf, unpublishedRevisions } from '../persistence/ledger.ts';
import { loadCustomer, type LoadedCustomer, recordForMonth } from '../persistence/load-customer.ts';
import type { AmountChange, ReviewItem } from '../persistence/run-results.ts';
import { runId } from '../persistence/run-store.ts';
import type { Bucket } from '../statements/statement-bucket.ts';
import { storedStatement, storeStatement } from '../statements/statement-bucket.ts';
import { policyIntervalOf, type RunInputs } from './config-snapshot.ts';
import { decideRevision } from './decide-revision.ts';
import { applyOf, type AssessedCustomerMonth, evaluateCustomerMonth } from './evaluate-customer-month.ts';
import { evidenceNotes } from './evidence-notes.ts';
import type { Deployment, MonthRequest } from './load-month.ts';

/** Returns the statement's page as HTML. */
type StatementRenderer = (
  month: AssessedCustomerMonth,
  page: {
    readonly loaded: LoadedCustomer;
    readonly annotations: Annotations;
    readonly config: Deployment['config'];
    readonly revisions: readonly Revision[];
    readonly stored: { readonly sha256: string; readonly href: string };
  },
) => string;

export type AssessmentContext = {
  readonly table: Table;
  readonly statements: Bucket;
  readonly deployment: Deployment;
  readonly monthOf: (request: MonthRequest) => Promise<Month>;
  readonly render: StatementRenderer;
  readonly clock: () => Instant;
};

/** The run that assesses a customer, and its inputs. */
export type Assignment = {
  readonly run: RunName;
  readonly inputs: RunInputs;
  /**
   * Only customers that use one of these components are assessed.
   * @default all customers
   */
  readonly using?: readonly string[] | undefined;
};

/** The result of a run for one customer, and the customer's unpublished revisions of the month. */
export type AssessmentResult = {
  readonly customer: string;
  readonly kind: 'issued' | 'adjusted' | 'unchanged' | 'nothing' | 'blocked' | 'superseded' | 'unconcerned';
  /** The customer's credit before and after the run; undefined if the run does not change it. */
  readonly change: AmountChange | undefined;
  readonly reason: string | undefined;
  readonly attention: readonly ReviewItem[];
  readonly open: readonly Revision[];
};

/**
 * Assesses one customer: one Query, an evaluation, a comparison with the ledger, and the next revision if the amount differs.
 * A preview records nothing. `open` holds stored revisions, never the new evaluation: an earlier try may have stored another text.
 */
export const assessCustomer = async (
  context: AssessmentContext,
  { run, inputs, using }: Assignment,
  customer: string,
): Promise<AssessmentResult> => {
  const { table, deployment, monthOf } = context;
  const loaded = await loadCustomer(table, customer, run.month);
  const open = run.preview ? [] : unpublishedRevisions(loaded.revisions, loaded.sent, run.month);
  const result = { customer, change: undefined, reason: undefined, attention: [], open };

  if (using !== undefined && !usesOneOf(loaded, inputs, deployment, using)) return { ...result, kind: 'unconcerned' };
  const evaluated = await evaluateCustomerMonth(loaded, inputs, deployment, monthOf);
  if (evaluated.kind === 'blocked') return { ...result, kind: 'blocked', reason: evaluated.reason };
  const { customerMonth, attention } = evaluated;
  const decision = decideRevision(customerMonth, loaded.revisions, run.asOf);
  switch (decision.kind) {
    case 'blocked':
      return { ...result, kind: 'blocked', reason: decision.reason, attention };
    case 'unchanged':
      return { ...result, attention, ...earlierResult(loaded, run) };
    case 'revise': {
      const { revision, previousAmountMinor } = decision;
      const { amountMinor, currency } = customerMonth;
      const changed = {
        ...result,
        kind: revision === 1 ? 'issued' : 'adjusted',
        change: { customer, previousAmountMinor, amountMinor, currency },
        attention,
      } as const;
      if (run.preview) return changed;
      const recorded = await recordNext(context, run, { loaded, evaluated }, { revision, previousAmountMinor });
      if (recorded === undefined) return { ...result, kind: 'blocked', reason: STATEMENT_TOO_LONG, attention };
      return { ...changed, open: [...open, recorded] };
    }
    default:
      return { ...result, kind: decision.kind, attention };
  }
};

/** A customer without a record yet uses no component. One with an unreadable record is assessed, and blocked. */
const usesOneOf = (
  loaded: LoadedCustomer,
  inputs: RunInputs,
  { config }: Deployment,
  using: readonly string[],
): boolean => {
  if (loaded.unreadable.length > 0) return true;
  const record = recordForMonth(loaded, inputs.asOf, policyIntervalOf(inputs, config));
  const used = record === undefined ? [] : contractsOfRecord(record).flatMap(({ components }) => components);
  return used.some((component) => using.includes(component));
};

/** Returns what this run did for the customer before it was interrupted, or that it changed nothing. */
const earlierResult = ({ revisions }: LoadedCustomer, run: RunName): Pick<AssessmentResult, 'kind' | 'change'> => {
  const last = revisionsOf(revisions, run.month).at(-1);
  if (last === undefined || last.run !== runId(run)) return { kind: 'unchanged', change: undefined };
  const { customer, previousAmountMinor, amountMinor, currency, revision } = last;
  return {
    kind: revision === 1 ? 'issued' : 'adjusted',
    change: { customer, previousAmountMinor, amountMinor, currency },
  };
};

/** Returns the lines of a revision's stored message; none if there is no revision. */
const linesOf = (revision: Revision | undefined): readonly BillingLine[] =>
  revision === undefined ? [] : parse(billingMessage, parseJson(revision.message)).data.lines;

type EvaluatedCustomer = { readonly loaded: LoadedCustomer; readonly evaluated: AssessedCustomerMonth };
type NextRevision = { readonly revision: number; readonly previousAmountMinor: number };

const STATEMENT_TOO_LONG =
  'its statement is longer than the ledger can keep: did an alarm fire thousands of times in the month?';

/**
 * Records the next revision, and returns the stored one; undefined if it exceeds the limit of an item.
 *
 * Order: statement and page, then the revision with its message. A revision always has its statement.
 */
const recordNext = async (
  { table, statements, deployment, render, clock }: AssessmentContext,
  run: RunName,
  { loaded, evaluated }: EvaluatedCustomer,
  { revision, previousAmountMinor }: NextRevision,
): Promise<Revision | undefined> => {
  const { customerMonth, assessments, record } = evaluated;
  const { customer, month, amountMinor, currency } = customerMonth;
  const earlier = revisionsOf(loaded.revisions, month);
  const stored = storedStatement(statements, customerMonth);
  const { text, sha256, url, page } = stored;
  const recordedAt = clock();
  const message = revisionMessage(customerMonth, {
    stage: deployment.stage,
    apply: applyOf(assessments),
    revision,
    previousAmountMinor,
    previousLines: linesOf(earlier.at(-1)),
    externalRefs: record.externalRefs,
    stored: { sha256, url, page },
    run: runId(run),
    closedAsOf: run.asOf,
    recordedAt,
  });
  const next: Revision = {
    customer,
    month,
    revision,
    amountMinor,
    currency,
    previousAmountMinor,
    reason: message.data.reason,
    run: runId(run),
    closedAsOf: run.asOf,
    recordedAt,
    statement: text,
    statementSha256: sha256,
    statementUrl: url,
    externalRefs: record.externalRefs,
    message: jsonBody(message),
  };
  const html = render(evaluated, {
    loaded,
    annotations: await evidenceNotes(table, customerMonth, loaded.records, assessments[0]?.month),
    config: deployment.config,
    revisions: [...earlier, next],
    stored: { sha256, href: `${sha256}.json` },
  });
  await storeStatement(statements, customerMonth, stored, html);
  const { stored: recorded } = await recordRevision(table, next);
  // Another run has used this number since the ledger was read: the batch is retried, and reads the ledger again.
  if (recorded !== undefined && recorded.run !== runId(run))
    throw new Error(`${recorded.customer}:${recorded.month}: revision ${revision} was recorded by run ${recorded.run}`);
  return recorded;
};
