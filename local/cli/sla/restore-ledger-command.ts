import { monthName } from '../../../shared/lib/month-name.ts';
import { revisionId } from '../../../shared/messaging/billing-message.ts';
import { mapConcurrently } from '../../../shared/lib/map-concurrently.ts';
import { creditedCustomers } from '../../../shared/persistence/customer-index.ts';
import { loadCustomer } from '../../../shared/persistence/load-customer.ts';
import { markPublished, recordRevision, type Revision, revisionsOf } from '../../../shared/persistence/ledger.ts';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';
import { EXIT, Failure } from './failure.ts';
import type { Result } from './result.ts';
import type { Stage } from './stage.ts';
import type { ProgressLine } from '../terminal.ts';
import { pluralText } from '../text-layout.ts';

/**
 * What became of another table's revisions: recorded here, here already, or another stands here under their number (`conflicts`,
 * `acme:2026-10:2`). Of a dry run: what would become of them.
 */
type Restored = { readonly recorded: number; readonly stood: number; readonly conflicts: readonly string[] };

/** How many customers are read at once. */
const AT_ONCE = 16;

/**
 * Records the revisions of a month that another table has and this one lacks, letter for letter, with the marks that they were handed
 * over; computes nothing and sends nothing. A customer of whom another revision stands here is left as it is. For a table that was restored to a point in time: what had been told to invoicing after
 * it stands in the damaged table, and must not be told anew under the same ids. Evidence is not taken over.
 */
const restore = async (
  from: Table,
  to: Table,
  month: string,
  { dryRun }: { readonly dryRun: boolean },
  say: (customers: number) => void,
): Promise<Restored> => {
  const outcomes: Outcome[] = [];
  let customers: string[] = [];
  let done = 0;
  const flush = async (): Promise<void> => {
    const found = await mapConcurrently(AT_ONCE, customers, (customer) =>
      restoreCustomer(from, to, customer, month, dryRun),
    );
    outcomes.push(...found.flat());
    done += customers.length;
    customers = [];
    say(done);
  };
  for await (const customer of creditedCustomers(from, month)) {
    customers.push(customer);
    if (customers.length === AT_ONCE) await flush();
  }
  await flush();
  const of = (kind: Outcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind);
  return {
    recorded: of('recorded').length,
    stood: of('stood').length,
    conflicts: of('conflict').map(({ name }) => name),
  };
};

type Outcome = { readonly kind: 'recorded' | 'stood' | 'conflict'; readonly name: string };

const restoreCustomer = async (
  from: Table,
  to: Table,
  customer: string,
  month: string,
  dryRun: boolean,
): Promise<Outcome[]> => {
  const { revisions, sent, unreadable } = await loadCustomer(from, customer, month);
  if (unreadable.length > 0)
    throw new Failure(EXIT.failed, `${customer} cannot be read in ${from.name}: ${unreadable.join('; ')}`, {
      next: 'mend the item there; the same command again is safe',
    });
  const here = revisionsOf((await loadCustomer(to, customer, month)).revisions, month);
  const outcomes = revisionsOf(revisions, month).map((revision) => ({ revision, ...outcomeOf(here, revision) }));
  const isClear = outcomes.every(({ kind }) => kind !== 'conflict');
  if (isClear && !dryRun) {
    for (const { revision } of outcomes) await recordRevision(to, revision);
    for (const mark of sent) if (mark.month === month) await markPublished(to, mark, mark.sentAt);
  }
  return isClear ? outcomes : outcomes.filter(({ kind }) => kind !== 'recorded');
};

const outcomeOf = (here: readonly Revision[], revision: Revision): Outcome => {
  const name = revisionId(revision);
  const standing = here.find((other) => other.revision === revision.revision);
  if (standing === undefined) return { kind: 'recorded', name };
  return { kind: standing.message === revision.message ? 'stood' : 'conflict', name };
};

/** The command: `restore-ledger MONTH --from TABLE`. */
export const restoreLedger = async (
  stage: Stage,
  month: string,
  { from, dryRun }: { readonly from: string; readonly dryRun: boolean },
  say: ProgressLine,
): Promise<Result> => {
  if (from === stage.table.name) throw new Failure(EXIT.wrongCall, `${from} is the table of the stage itself`);
  const other = { ...stage.table, name: from };
  const done = await restore(other, stage.table, month, { dryRun }, (customers) =>
    say(`${month}: ${customers} customers …`),
  ).catch((error: unknown) => {
    if (!(error instanceof Error && error.name === 'ResourceNotFoundException')) throw error;
    throw new Failure(EXIT.refused, `There is no table ${from}, or none with an index`);
  });
  const { recorded, stood, conflicts } = done;
  if (recorded + stood + conflicts.length === 0)
    throw new Failure(EXIT.refused, `The ledger of ${from} has no credit for ${monthName(month)}`);
  return {
    json: { month, from, dryRun, ...done },
    text: [
      `${dryRun ? 'Would take over' : 'Took over'} ${pluralText(recorded, 'revision')} for ${monthName(month)} from ${from}; ${stood} stood already`,
      ...conflicts.map((name) => `  ${name} is another here: this table has gone on by itself since it was restored`),
      ...(conflicts.length === 0
        ? []
        : ['→ compare these with what invoicing has applied, and agree on them by hand: nothing was changed']),
    ],
    ...(conflicts.length === 0 ? {} : { exit: EXIT.refused }),
  };
};
