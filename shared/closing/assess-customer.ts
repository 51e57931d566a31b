import { messageOf } from '../messaging/revision-message.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { Month } from '../domain/month/month.ts';
import { jsonBody } from '../messaging/send-messages.ts';
import type { Bucket } from '../statements/statement-bucket.ts';
import { asStored, storeStatement } from '../statements/store-statement.ts';
import { loadCustomer, type LoadedCustomer, profileAt } from '../persistence/load-customer.ts';
import { recordRevision, type Revision, revisionsOf, unpublishedRevisions } from '../persistence/ledger.ts';
import type { RunName } from '../persistence/keys.ts';
import type { ReviewItem } from '../persistence/run-results.ts';
import { runId } from '../persistence/run-store.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { type CustomerMonthEvaluation, evaluateCustomerMonth } from './evaluate-customer-month.ts';
import { renderStatement } from './render-statement.ts';
import type { RunInputs } from './config-snapshot.ts';
import { decideRevision } from './decide-revision.ts';
import type { Deployment, MonthRequest } from './load-month.ts';
import { evidenceNotes } from './evidence-notes.ts';

export type AssessmentContext = {
  readonly table: Table;
  readonly statements: Bucket;
  readonly deployment: Deployment;
  readonly monthOf: (wanted: MonthRequest) => Promise<Month>;
  readonly clock: () => Instant;
};

type OutcomeKind = 'issued' | 'adjusted' | 'unchanged' | 'nothing' | 'blocked' | 'superseded' | 'unconcerned';

/** The run in whose name a customer is assessed, and what it goes by. */
export type Assignment = {
  readonly run: RunName;
  readonly question: RunInputs;
  /**
   * Only customers that use one of these components are looked at.
   * @default all of them are
   */
  readonly using?: readonly string[] | undefined;
};

/** What a run came to for one customer, and the revisions whose hand-over is open. */
export type AssessmentResult = {
  readonly customer: string;
  readonly kind: OutcomeKind;
  readonly deltaMinor: number;
  readonly currency: string | undefined;
  readonly reason: string | undefined;
  readonly attention: readonly ReviewItem[];
  readonly open: readonly Revision[];
};

/**
 * Assesses one customer (closing, step 2): one Query, evaluate, compare with the ledger; the next revision is recorded where the
 * amount differs. A preview does the same and records nothing. What is handed over is what was stored, never what was just computed.
 */
export const assessCustomer = async (
  context: AssessmentContext,
  { run, question, using }: Assignment,
  customer: string,
): Promise<AssessmentResult> => {
  const { table, deployment, monthOf } = context;
  const loaded = await loadCustomer(table, customer, run.month);
  const open = run.preview ? [] : unpublishedRevisions(loaded.revisions, loaded.sent, run.month);
  const outcome = { customer, deltaMinor: 0, currency: undefined, reason: undefined, attention: [], open };

  if (using !== undefined && !usesOneOf(loaded, question, using)) return { ...outcome, kind: 'unconcerned' };
  const worked = await evaluateCustomerMonth(loaded, question, deployment, monthOf);
  if (worked.kind === 'blocked') return { ...outcome, kind: 'blocked', reason: worked.reason };
  const { statement, attention } = worked;
  const decision = decideRevision(statement, loaded.revisions, run.asOf);
  switch (decision.kind) {
    case 'blocked':
      return { ...outcome, kind: 'blocked', reason: decision.reason, attention };
    case 'unchanged':
      return { ...outcome, attention, ...sinceBefore(loaded, run) };
    case 'revise': {
      const { revision, previousAmountMinor } = decision;
      const deltaMinor = statement.amountMinor - previousAmountMinor;
      const changed = {
        ...outcome,
        kind: revision === 1 ? 'issued' : 'adjusted',
        deltaMinor,
        currency: statement.currency,
        attention,
      } as const;
      if (run.preview) return changed;
      const recorded = await revise(context, run, { loaded, worked }, { revision, previousAmountMinor });
      if (recorded === undefined) return { ...outcome, kind: 'blocked', reason: TOO_LONG, attention };
      return { ...changed, open: [...open, recorded] };
    }
    default:
      return { ...outcome, kind: decision.kind, attention };
  }
};

/** A customer that has no record yet uses nothing. One whose record cannot be read is looked at, and blocked. */
const usesOneOf = (loaded: LoadedCustomer, { asOf, recordsAsOf }: RunInputs, using: readonly string[]): boolean =>
  loaded.unreadable.length > 0 ||
  (profileAt(loaded, recordsAsOf ?? asOf)?.components ?? []).some((component) => using.includes(component));

/** What this very run did before it was interrupted, or that there was nothing to change. */
const sinceBefore = (
  { revisions }: LoadedCustomer,
  run: RunName,
): Pick<AssessmentResult, 'kind' | 'deltaMinor' | 'currency'> => {
  const last = revisionsOf(revisions, run.month).at(-1);
  if (last === undefined || last.run !== runId(run)) return { kind: 'unchanged', deltaMinor: 0, currency: undefined };
  const deltaMinor = last.amountMinor - last.previousAmountMinor;
  return { kind: last.revision === 1 ? 'issued' : 'adjusted', deltaMinor, currency: last.currency };
};

type Worked = {
  readonly loaded: LoadedCustomer;
  readonly worked: Extract<CustomerMonthEvaluation, { kind: 'assessed' }>;
};
type Next = { readonly revision: number; readonly previousAmountMinor: number };

const TOO_LONG =
  'its statement is longer than the ledger can keep: an alarm that rang thousands of times in the month?';

/**
 * Stores the statement and its page, then records the revision with the message that is sent for it. Gives the revision that stands;
 * undefined if the ledger cannot keep one as long.
 */
const revise = async (
  { table, statements, deployment, clock }: AssessmentContext,
  run: RunName,
  { loaded, worked }: Worked,
  { revision, previousAmountMinor }: Next,
): Promise<Revision | undefined> => {
  const { statement, profile } = worked;
  const stored = asStored(statements, statement);
  const { text, sha256, url, page } = stored;
  const recordedAt = clock();
  const message = messageOf(statement, {
    stage: deployment.stage,
    revision,
    previousAmountMinor,
    externalRefs: profile.externalRefs,
    stored: { sha256, url, page },
    run: runId(run),
    closedAsOf: run.asOf,
    recordedAt,
  });
  const entry: Revision = {
    customer: statement.customer,
    month: statement.month,
    revision,
    amountMinor: statement.amountMinor,
    currency: statement.currency,
    previousAmountMinor,
    reason: message.data.reason,
    policy: statement.explanation.policy,
    run: runId(run),
    closedAsOf: run.asOf,
    recordedAt,
    statement: text,
    statementSha256: sha256,
    statementUrl: url,
    externalRefs: profile.externalRefs,
    message: jsonBody(message),
  };
  const shown = renderStatement(worked, {
    loaded,
    shared: await evidenceNotes(table, statement, worked.assessment.month),
    config: deployment.config,
    revisions: [...revisionsOf(loaded.revisions, statement.month), entry],
    stored: { sha256, href: `${sha256}.json` },
  });
  await storeStatement(statements, statement, stored, shown);
  const { stored: recorded } = await recordRevision(table, entry);
  // Another run's revision took this number since the ledger was read: the chunk is tried again, and sees it.
  if (recorded !== undefined && recorded.run !== runId(run))
    throw new Error(`${recorded.customer}:${recorded.month}: revision ${revision} is ${recorded.run}'s`);
  return recorded;
};
