import { monthName } from '../../../shared/lib/month-name.ts';
import { publishRevisions } from '../../../shared/messaging/publish-revisions.ts';
import type { Queue } from '../../../shared/messaging/send-messages.ts';
import { creditedCustomers } from '../../../shared/persistence/customer-lists.ts';
import { loadCustomer } from '../../../shared/persistence/load-customer.ts';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';
import { type Revision, revisionsOf } from '../../../shared/persistence/ledger.ts';
import { EXIT, Failure } from '../failure.ts';
import type { ReportProgress } from '../terminal.ts';
import { pluralText } from '../text-layout.ts';
import type { CommandResult, Stage } from './stage.ts';

type RefillCounts = { readonly revisions: number; readonly customers: number };

/** The size of a batch of SQS. */
const CUSTOMERS_PER_BATCH = 10;

/**
 * Sends the ledger's messages of a month to billing again, under the same ids, in order for each customer. Invoicing
 * drops those that it has processed. Without a queue it only counts.
 */
const resendRevisions = async (
  table: Table,
  billing: Queue | undefined,
  month: string,
  onProgress: (counts: RefillCounts) => void,
): Promise<RefillCounts> => {
  let counts: RefillCounts = { revisions: 0, customers: 0 };
  let batch: Revision[][] = [];
  const flush = async (): Promise<void> => {
    const revisions = batch.flat();
    if (billing !== undefined) await publishAll(billing, revisions);
    counts = { revisions: counts.revisions + revisions.length, customers: counts.customers + batch.length };
    batch = [];
    onProgress(counts);
  };
  for await (const customer of creditedCustomers(table, month)) {
    const { revisions, unreadable } = await loadCustomer(table, customer, month);
    if (unreadable.length > 0)
      throw new Failure(EXIT.failed, `${customer} has unreadable items: ${unreadable.join('; ')}`, {
        next: `fix them, and repeat the command; ${counts.revisions} revisions were sent, and invoicing drops duplicates`,
      });
    const issued = revisionsOf(revisions, month);
    // A close that crashed before it recorded a credit has listed its customer.
    if (issued.length === 0) continue;
    batch.push(issued);
    if (batch.length === CUSTOMERS_PER_BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  return counts;
};

const publishAll = async (billing: Queue, revisions: readonly Revision[]): Promise<void> => {
  const published = await publishRevisions(billing, revisions);
  if (published.length < revisions.length)
    throw new Failure(EXIT.failed, `The billing queue rejected ${revisions.length - published.length} messages`, {
      next: 'repeat the command; invoicing drops duplicates by their ids',
    });
};

/** `refill-billing MONTH`, for a lost billing queue. */
export const refillBillingCommand = async (
  stage: Stage,
  month: string,
  { dryRun }: { readonly dryRun: boolean },
  onProgress: ReportProgress,
): Promise<CommandResult> => {
  const counts = await resendRevisions(stage.table, dryRun ? undefined : stage.queues.billing.queue, month, (sent) =>
    onProgress(`${month}: ${sent.revisions} revisions of ${sent.customers} customers …`),
  );
  const { revisions, customers } = counts;
  if (revisions === 0) throw new Failure(EXIT.refused, `The ledger has no credit for ${monthName(month)}`);
  const countText = `${pluralText(revisions, 'revision')} of ${pluralText(customers, 'customer')}`;
  return {
    json: { month, dryRun, ...counts },
    text: dryRun
      ? [`Would send ${countText} for ${monthName(month)}; no message was sent`]
      : [
          `Sent ${countText} for ${monthName(month)} to the billing queue again, under the same ids`,
          '  the ledger is unchanged; SQS drops messages that were sent less than five minutes ago',
        ],
  };
};
