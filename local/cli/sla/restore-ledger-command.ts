import { mapConcurrently } from '../../../shared/lib/map-concurrently.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { revisionId } from '../../../shared/messaging/billing-message.ts';
import { creditedCustomers } from '../../../shared/persistence/customer-lists.ts';
import { loadCustomer } from '../../../shared/persistence/load-customer.ts';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';
import { markPublished, recordRevision, type Revision, revisionsOf } from '../../../shared/persistence/ledger.ts';
import { EXIT, Failure } from '../failure.ts';
import type { ReportProgress } from '../terminal.ts';
import { pluralText } from '../text-layout.ts';
import type { CommandResult, Stage } from './stage.ts';

/**
 * How many revisions were copied, how many existed, and the ids (`acme:2026-10:2`) under which another revision exists.
 */
type RestoreCounts = { readonly recorded: number; readonly stood: number; readonly conflicts: readonly string[] };

const CUSTOMERS_PER_BATCH = 16;

/**
 * Copies the revisions of a month from another table, unchanged and with their marks of publication. It neither
 * evaluates nor sends. It skips a customer with a conflicting revision.
 *
 * After a restore to a point in time, the damaged table still has later revisions that invoicing has received. New
 * revisions must not reuse their ids. Evidence is not copied.
 */
const copyRevisions = async (
  from: Table,
  to: Table,
  month: string,
  { dryRun }: { readonly dryRun: boolean },
  onProgress: (customers: number) => void,
): Promise<RestoreCounts> => {
  const outcomes: RevisionOutcome[] = [];
  let customers: string[] = [];
  let done = 0;
  const flush = async (): Promise<void> => {
    const copied = await mapConcurrently(CUSTOMERS_PER_BATCH, customers, (customer) =>
      copyCustomer(from, to, customer, month, dryRun),
    );
    outcomes.push(...copied.flat());
    done += customers.length;
    customers = [];
    onProgress(done);
  };
  for await (const customer of creditedCustomers(from, month)) {
    customers.push(customer);
    if (customers.length === CUSTOMERS_PER_BATCH) await flush();
  }
  await flush();
  const ofKind = (kind: RevisionOutcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind);
  return {
    recorded: ofKind('recorded').length,
    stood: ofKind('existing').length,
    conflicts: ofKind('conflict').map(({ id }) => id),
  };
};

type RevisionOutcome = { readonly kind: 'recorded' | 'existing' | 'conflict'; readonly id: string };

const copyCustomer = async (
  from: Table,
  to: Table,
  customer: string,
  month: string,
  dryRun: boolean,
): Promise<RevisionOutcome[]> => {
  const { revisions, sent, unreadable } = await loadCustomer(from, customer, month);
  if (unreadable.length > 0)
    throw new Failure(EXIT.failed, `${customer} has unreadable items in ${from.name}: ${unreadable.join('; ')}`, {
      next: 'fix them in that table, and repeat the command',
    });
  const existing = revisionsOf((await loadCustomer(to, customer, month)).revisions, month);
  const outcomes = revisionsOf(revisions, month).map((revision) => ({ revision, ...compare(existing, revision) }));
  const hasConflict = outcomes.some(({ kind }) => kind === 'conflict');
  if (!hasConflict && !dryRun) {
    for (const { revision } of outcomes) await recordRevision(to, revision);
    for (const mark of sent) if (mark.month === month) await markPublished(to, mark, mark.sentAt);
  }
  return hasConflict ? outcomes.filter(({ kind }) => kind !== 'recorded') : outcomes;
};

const compare = (existing: readonly Revision[], revision: Revision): RevisionOutcome => {
  const id = revisionId(revision);
  const same = existing.find((other) => other.revision === revision.revision);
  if (same === undefined) return { kind: 'recorded', id };
  return { kind: same.message === revision.message ? 'existing' : 'conflict', id };
};

/** `restore-ledger MONTH --from TABLE`. */
export const restoreLedgerCommand = async (
  stage: Stage,
  month: string,
  { from, dryRun }: { readonly from: string; readonly dryRun: boolean },
  onProgress: ReportProgress,
): Promise<CommandResult> => {
  if (from === stage.table.name)
    throw new Failure(EXIT.wrongCall, `${from} is the table of this stage; name the damaged table`);
  const counts = await copyRevisions({ ...stage.table, name: from }, stage.table, month, { dryRun }, (customers) =>
    onProgress(`${month}: ${customers} customers …`),
  ).catch((error: unknown) => {
    if (!(error instanceof Error && error.name === 'ResourceNotFoundException')) throw error;
    throw new Failure(EXIT.refused, `There is no table ${from}`);
  });
  const { recorded, stood, conflicts } = counts;
  if (recorded + stood + conflicts.length === 0)
    throw new Failure(EXIT.refused, `The ledger of ${from} has no credit for ${monthName(month)}`);
  return {
    json: { month, from, dryRun, ...counts },
    text: [
      `${dryRun ? 'Would copy' : 'Copied'} ${pluralText(recorded, 'revision')} for ${monthName(month)} from ${from}; ${stood} already existed`,
      ...conflicts.map((id) => `  ${id} differs from ${from}: this table issued its own revision after the restore`),
      ...(conflicts.length === 0
        ? []
        : ['→ compare these with invoicing, and correct them by hand; their customers were not changed']),
    ],
    ...(conflicts.length === 0 ? {} : { exit: EXIT.refused }),
  };
};
