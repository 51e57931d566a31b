import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { monthStatus } from '../../../shared/closing/month-status.ts';
import { monthInterval } from '../../../shared/domain/time/calendar.ts';
import { formatMinor } from '../../../shared/domain/money/currency.ts';
import { UNKNOWN_PLACE } from '../../../shared/ingest/ingest-alarm-history.ts';
import { DAY_MS } from '../../../shared/lib/time-units.ts';
import { pageOfAllCustomers } from '../../../shared/closing/select-customers.ts';
import {
  approvalsOf,
  declinedProposals,
  loadApprovals,
  waitingProposal,
} from '../../../shared/persistence/approval-log.ts';
import { creditedCustomers } from '../../../shared/persistence/customer-lists.ts';
import { revisionsOf } from '../../../shared/persistence/ledger.ts';
import { loadCustomer } from '../../../shared/persistence/load-customer.ts';
import { alarmAccount, firstArrival, readFolder } from '../../emulator/replay-folder.ts';
import { evaluateMonth } from '../backtest/evaluate-month.ts';
import { ingestHistory } from '../backtest/ingest-history.ts';
import { EXIT, Failure } from '../failure.ts';
import type { ReportProgress } from '../terminal.ts';
import { pluralText } from '../text-layout.ts';
import { pseudonymsOf } from './fact-arrival.ts';
import type { CommandResult, Stage } from './stage.ts';

/** A customer whose amount in a folder differs from the ledger. */
type Mismatch = {
  readonly month: string;
  readonly customer: string;
  readonly ledgerMinor: number;
  readonly folderMinor: number | null;
  readonly currency: string | null;
};

/**
 * Evaluates exported folders as of the newest run of each month, and compares the amounts with the ledger.
 * An amount that waits for approval, or was declined, is in no ledger: it is counted and is no difference.
 */
export const verifyCommand = async (
  stage: Stage,
  directory: string,
  onProgress: ReportProgress,
): Promise<CommandResult> => {
  const months = (await readdir(directory)).filter((name) => /^\d{4}-\d{2}$/.test(name)).toSorted();
  if (months.length === 0)
    throw new Failure(EXIT.refused, `${directory} has no folder of a month`, { next: 'name the folder of sla export' });
  const mismatches: Mismatch[] = [];
  let [compared, notIssued] = [0, 0];
  for (const month of months) {
    onProgress(`verifying ${month} …`);
    const result = await verifyMonth(stage, month, join(directory, month));
    compared += result.compared;
    const { differing, proposed } = await withoutProposals(stage, month, result.mismatches);
    notIssued += proposed;
    mismatches.push(...differing);
  }
  return {
    json: { directory, months, compared, notIssued, mismatches },
    text: [
      ...mismatches.map(
        ({ month, customer, ledgerMinor, folderMinor, currency }) =>
          `${month} ${customer}: ledger ${formatMinor(ledgerMinor, currency ?? '')}, folder ${folderMinor === null ? 'blocked' : formatMinor(folderMinor, currency ?? '')}`,
      ),
      `${pluralText(months.length, 'month')}, ${pluralText(compared, 'amount')} compared, ${mismatches.length} different`,
      ...(notIssued === 0 ? [] : [`${pluralText(notIssued, 'amount')} not issued: waiting for approval, or declined`]),
    ],
    exit: mismatches.length === 0 ? EXIT.done : EXIT.failed,
  };
};

const verifyMonth = async (
  { table, deployment, now }: Stage,
  month: string,
  directory: string,
): Promise<{ readonly compared: number; readonly mismatches: readonly Mismatch[] }> => {
  const { question, closing } = await monthStatus(table, deployment, month, now());
  if (closing === undefined) throw new Failure(EXIT.refused, `${month} is not closed, so the ledger has no amounts`);
  const ledger = new Map<string, number>();
  const { idOf } = pseudonymsOf(deployment.stage);
  for await (const customer of creditedCustomers(table, month)) {
    const { revisions } = await loadCustomer(table, customer, month);
    const amount = revisionsOf(revisions, month).at(-1)?.amountMinor ?? 0;
    ledger.set(customer, amount);
    ledger.set(idOf(customer), amount);
  }
  const { config, customers, arrivals } = await readFolder(directory);
  const place = alarmAccount(arrivals) ?? UNKNOWN_PLACE;
  const start = monthInterval(month, config.closing.timeZone).start;
  const folder = { config, stage: deployment.stage, ...place };
  const beginning = firstArrival(arrivals, start) - DAY_MS;
  const history = await ingestHistory({ deployment: folder, customers, arrivals, beginning, onRejection: () => {} });
  const mismatches: Mismatch[] = [];
  let compared = 0;
  const evaluated = evaluateMonth({ deployment: folder, history, month, asOf: question.asOf });
  for await (const {
    own: { customer, amountMinor, currency },
  } of evaluated) {
    compared += 1;
    const ledgerMinor = ledger.get(customer) ?? 0;
    if ((amountMinor ?? 0) !== ledgerMinor)
      mismatches.push({ month, customer, ledgerMinor, folderMinor: amountMinor, currency });
  }
  return { compared, mismatches };
};

/** Leaves out the amounts that wait for approval or were declined. */
const withoutProposals = async (
  { table, deployment, now }: Stage,
  month: string,
  mismatches: readonly Mismatch[],
): Promise<{ readonly differing: readonly Mismatch[]; readonly proposed: number }> => {
  if (mismatches.length === 0) return { differing: [], proposed: 0 };
  const open = new Map(mismatches.map((mismatch) => [mismatch.customer, mismatch]));
  const { idOf } = pseudonymsOf(deployment.stage);
  let after: string | undefined;
  do {
    const page = await pageOfAllCustomers({ table, deployment }, now(), after);
    for (const id of page.customers) {
      const name = open.has(id) ? id : idOf(id);
      const mismatch = open.get(name);
      if (mismatch === undefined) continue;
      const log = approvalsOf(await loadApprovals(table, id, month), month);
      const proposals = [...declinedProposals(log), waitingProposal(log)];
      if (proposals.some((proposal) => proposal?.amountMinor === mismatch.folderMinor)) open.delete(name);
    }
    after = page.next;
  } while (after !== undefined);
  return { differing: [...open.values()], proposed: mismatches.length - open.size };
};
