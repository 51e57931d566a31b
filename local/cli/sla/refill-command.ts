import { monthName } from '../../../shared/lib/month-name.ts';
import { publishRevisions } from '../../../shared/messaging/publish-revisions.ts';
import type { Queue } from '../../../shared/messaging/send-messages.ts';
import { creditedCustomers } from '../../../shared/persistence/customer-index.ts';
import { loadCustomer } from '../../../shared/persistence/load-customer.ts';
import { type Revision, revisionsOf } from '../../../shared/persistence/ledger.ts';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';
import { EXIT, Failure } from './failure.ts';
import type { Result } from './result.ts';
import type { Stage } from './stage.ts';
import type { ProgressLine } from '../terminal.ts';
import { pluralText } from '../text-layout.ts';

/** What a refill sent: how many revisions, of how many customers. */
type Refilled = { readonly revisions: number; readonly customers: number };

/** How many customers' revisions are read before they are sent: a batch of SQS's for each turn. */
const AT_ONCE = 10;

/**
 * Sends every revision of a month to billing once more, as it is stored in the ledger: the same message under the same id, a
 * customer's revisions in order. Records nothing. For a billing queue that was lost; invoicing drops what it has applied already.
 */
const refill = async (
  table: Table,
  billing: Queue | undefined,
  month: string,
  say: (so: Refilled) => void,
): Promise<Refilled> => {
  let sent: Refilled = { revisions: 0, customers: 0 };
  let batch: Revision[][] = [];
  const flush = async (): Promise<void> => {
    const revisions = batch.flat();
    if (billing !== undefined) await handOverAll(billing, revisions);
    sent = { revisions: sent.revisions + revisions.length, customers: sent.customers + batch.length };
    batch = [];
    say(sent);
  };
  for await (const customer of creditedCustomers(table, month)) {
    const { revisions, unreadable } = await loadCustomer(table, customer, month);
    if (unreadable.length > 0)
      throw new Failure(EXIT.failed, `${customer} cannot be read: ${unreadable.join('; ')}`, {
        next: `${sent.revisions} revisions have been sent; mend the item, and send all again: what was applied is dropped`,
      });
    batch.push(revisionsOf(revisions, month));
    if (batch.length === AT_ONCE) await flush();
  }
  if (batch.length > 0) await flush();
  return sent;
};

const handOverAll = async (billing: Queue, revisions: readonly Revision[]): Promise<void> => {
  const taken = await publishRevisions(billing, revisions);
  if (taken.length < revisions.length)
    throw new Failure(EXIT.failed, `The billing queue did not take ${revisions.length - taken.length} messages`, {
      next: 'send all again: what invoicing has applied, it drops by its id',
    });
};

/** The command: `refill-billing MONTH`. */
export const refillBilling = async (
  stage: Stage,
  month: string,
  { dryRun }: { readonly dryRun: boolean },
  say: ProgressLine,
): Promise<Result> => {
  const done = await refill(stage.table, dryRun ? undefined : stage.queues.billing.queue, month, (so) =>
    say(`${month}: ${so.revisions} revisions of ${so.customers} customers …`),
  );
  const { revisions, customers } = done;
  if (revisions === 0) throw new Failure(EXIT.refused, `The ledger has no credit for ${monthName(month)}`);
  const what = `${pluralText(revisions, 'revision')} of ${pluralText(customers, 'customer')}`;
  return {
    json: { month, dryRun, ...done },
    text: dryRun
      ? [`Would send ${what} for ${monthName(month)}; nothing was sent`]
      : [
          `Sent ${what} for ${monthName(month)} to the billing queue again, under the same ids`,
          '  the ledger is as it was; what was sent less than five minutes ago, SQS drops',
        ],
  };
};
