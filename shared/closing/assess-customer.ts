import { effectiveFacts } from '../domain/facts/effective-facts.ts';
import { formatMinor } from '../domain/money/currency.ts';
import type { Month } from '../domain/month/month.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { Annotations } from '../persistence/annotations.ts';
import {
  appendProposal,
  appendWithdrawal,
  approvalsOf,
  type CreditProposal,
  proposalId,
  unissuedApproval,
  waitingProposal,
} from '../persistence/approval-log.ts';
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
import { decideCredit } from './decide-credit.ts';
import { applyOf, type AssessedCustomerMonth, evaluateCustomerMonth } from './evaluate-customer-month.ts';
import { nextRevision } from './next-revision.ts';
import { evidenceNotes } from './evidence-notes.ts';
import { evidenceRecorders } from './evidence-recorders.ts';
import { issueApproved } from './issue-approved.ts';
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
  readonly kind:
    | 'issued'
    | 'adjusted'
    | 'proposed'
    | 'unchanged'
    | 'nothing'
    | 'blocked'
    | 'superseded'
    | 'unconcerned';
  /** The customer's credit before and after the run; undefined if the run does not change it. */
  readonly change: AmountChange | undefined;
  readonly reason: string | undefined;
  readonly attention: readonly ReviewItem[];
  readonly open: readonly Revision[];
};

/**
 * Assesses one customer: one Query, an evaluation, and a comparison with the ledger.
 * If the amount differs, it records the next revision or its proposal.
 * A credit that was approved and is no revision yet is issued first.
 * A preview records nothing. `open` holds stored revisions, never the new evaluation: an earlier try may have stored another text.
 */
export const assessCustomer = async (
  context: AssessmentContext,
  { run, inputs, using }: Assignment,
  customer: string,
): Promise<AssessmentResult> => {
  const { deployment, monthOf } = context;
  const loaded = await loadIssued(context, customer, run);
  const open = run.preview ? [] : unpublishedRevisions(loaded.revisions, loaded.sent, run.month);
  const result = { customer, change: undefined, reason: undefined, attention: [], open };

  if (using !== undefined && !usesOneOf(loaded, inputs, deployment, using)) return { ...result, kind: 'unconcerned' };
  if (isRetractedName(loaded, inputs.asOf)) return { ...result, kind: 'unconcerned' };
  const evaluated = await evaluateCustomerMonth(loaded, inputs, deployment, monthOf);
  if (evaluated.kind === 'blocked') return { ...result, kind: 'blocked', reason: evaluated.reason };
  const { customerMonth, attention } = evaluated;
  const { decision, ended } = decideCredit(customerMonth, loaded, run.asOf, deployment.config.approval);
  if (ended !== undefined && decision.kind !== 'propose' && !run.preview) await withdraw(context, run, loaded, ended);
  switch (decision.kind) {
    case 'blocked':
      return { ...result, kind: 'blocked', reason: decision.reason, attention };
    case 'unchanged':
      return { ...result, attention, ...earlierResult(loaded, run) };
    case 'declined':
      return { ...result, kind: 'unchanged', attention: [...attention, declinedItem(evaluated)] };
    case 'waiting': {
      const waiting = waitingProposal(approvalsOf(loaded.approvals, run.month));
      const kind = waiting?.run === runId(run) ? 'proposed' : 'unchanged';
      return { ...result, kind, attention: [...attention, waitingItem(customerMonth, waiting)] };
    }
    case 'propose': {
      const proposed = { ...result, kind: 'proposed' } as const;
      if (run.preview) return { ...proposed, attention: [...attention, waitingItem(customerMonth, undefined)] };
      const proposal = await propose(context, run, { loaded, evaluated }, decision, ended);
      if (proposal === undefined) return { ...result, kind: 'blocked', reason: STATEMENT_TOO_LONG, attention };
      return { ...proposed, attention: [...attention, waitingItem(customerMonth, proposal)] };
    }
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

/** Loads a customer. A credit that was approved becomes its revision first; a preview leaves it. */
const loadIssued = async (context: AssessmentContext, customer: string, run: RunName): Promise<LoadedCustomer> => {
  const loaded = await loadCustomer(context.table, customer, run.month);
  const log = approvalsOf(loaded.approvals, run.month);
  if (run.preview || unissuedApproval(log, loaded.revisions) === undefined) return loaded;
  await issueApproved(context, customer, run.month);
  return loadCustomer(context.table, customer, run.month);
};

/** Returns the review item of a credit that waits for approval. Its subject is the proposal's id; a preview has none. */
const waitingItem = (
  { customer, month, amountMinor, currency }: AssessedCustomerMonth['customerMonth'],
  proposal: CreditProposal | undefined,
): ReviewItem => ({
  kind: 'credit-waits-for-approval',
  subject: proposal === undefined ? `${month}-${customer}` : proposalId(proposal),
  customer,
  note: formatMinor(amountMinor, currency),
});

const declinedItem = ({
  customerMonth: { customer, month, amountMinor, currency },
}: AssessedCustomerMonth): ReviewItem => ({
  kind: 'declined-credit',
  subject: `${month}-${customer}`,
  customer,
  note: formatMinor(amountMinor, currency),
});

/** Another entry has the number: the batch is retried, and reads the log again. */
const takenError = ({ customer, month, number }: Pick<CreditProposal, 'customer' | 'month' | 'number'>): Error =>
  new Error(`${customer}:${month}: entry ${number} of the approval log was recorded by another process`);

const nextNumber = ({ approvals }: LoadedCustomer, month: string): number =>
  (approvalsOf(approvals, month).at(-1)?.number ?? 0) + 1;

const withdraw = async (
  { table, clock }: AssessmentContext,
  run: RunName,
  loaded: LoadedCustomer,
  withdrawn: CreditProposal,
): Promise<void> => {
  const entry = {
    kind: 'withdrawn',
    customer: loaded.id,
    month: run.month,
    number: nextNumber(loaded, run.month),
    recordedAt: clock(),
    run: runId(run),
    closedAsOf: run.asOf,
  } as const;
  if ((await appendWithdrawal(table, entry, withdrawn)) === 'taken') throw takenError(entry);
};

/**
 * Records a proposal with all that its revision needs, and returns it.
 * Undefined if it exceeds the limit of an item.
 * Order: statement and page, then the proposal.
 */
const propose = async (
  context: AssessmentContext,
  run: RunName,
  assessed: EvaluatedCustomer,
  next: NextRevision,
  replaced: CreditProposal | undefined,
): Promise<CreditProposal | undefined> => {
  const { table, clock } = context;
  const { loaded, evaluated } = assessed;
  const { customer, month, amountMinor, currency } = evaluated.customerMonth;
  const { revision, page } = await draftRevision(context, run, assessed, next);
  const proposal: CreditProposal = {
    kind: 'proposed',
    customer,
    month,
    number: nextNumber(loaded, month),
    recordedAt: clock(),
    amountMinor,
    currency,
    previousAmountMinor: next.previousAmountMinor,
    reason: revision.reason,
    run: runId(run),
    closedAsOf: run.asOf,
    apply: applyOf(evaluated.assessments),
    statement: revision.statement,
    statementSha256: revision.statementSha256,
    statementUrl: revision.statementUrl,
    statementPage: page,
    message: revision.message,
    externalRefs: evaluated.record.externalRefs,
    recordedBy: await evidenceRecorders(table, evaluated.customerMonth, loaded),
  };
  const outcome = await appendProposal(table, proposal, replaced);
  if (outcome === 'taken') throw takenError(proposal);
  return outcome === 'too long' ? undefined : proposal;
};

/** Returns whether an id has nothing but retracted notices: it was no customer's, and a person decided about them. */
const isRetractedName = (
  { profiles, fees, facts, revisions, goodwill, unreadable }: LoadedCustomer,
  asOf: Instant,
): boolean =>
  [profiles, fees, revisions, goodwill, unreadable].every((items) => items.length === 0) &&
  facts.length > 0 &&
  effectiveFacts(facts, asOf).length === 0;

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
  context: AssessmentContext,
  run: RunName,
  assessed: EvaluatedCustomer,
  next: NextRevision,
): Promise<Revision | undefined> => {
  const { revision } = await draftRevision(context, run, assessed, next);
  const { stored: recorded } = await recordRevision(context.table, revision);
  // Another run has used this number since the ledger was read: the batch is retried, and reads the ledger again.
  if (recorded !== undefined && recorded.run !== runId(run))
    throw new Error(
      `${recorded.customer}:${recorded.month}: revision ${next.revision} was recorded by run ${recorded.run}`,
    );
  return recorded;
};

/** Stores the statement and the page of a revision. Returns the revision, not recorded, and its page's address. */
const draftRevision = async (
  { table, statements, deployment, render, clock }: AssessmentContext,
  run: RunName,
  { loaded, evaluated }: EvaluatedCustomer,
  { revision, previousAmountMinor }: NextRevision,
): Promise<{ readonly revision: Revision; readonly page: string }> => {
  const { customerMonth, assessments, record } = evaluated;
  const earlier = revisionsOf(loaded.revisions, customerMonth.month);
  const stored = storedStatement(statements, customerMonth);
  const next = nextRevision(customerMonth, earlier.at(-1), {
    stage: deployment.stage,
    apply: applyOf(assessments),
    revision,
    previousAmountMinor,
    externalRefs: record.externalRefs,
    stored,
    run: runId(run),
    closedAsOf: run.asOf,
    recordedAt: clock(),
  });
  const html = render(evaluated, {
    loaded,
    annotations: await evidenceNotes(table, customerMonth, loaded.records, assessments[0]?.month),
    config: deployment.config,
    revisions: [...earlier, next],
    stored: { sha256: stored.sha256, href: `${stored.sha256}.json` },
  });
  await storeStatement(statements, customerMonth, stored, html);
  return { revision: next, page: stored.page };
};
