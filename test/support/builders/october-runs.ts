import { assessCustomers } from '../../../functions/assess-customers/assess-customers.ts';
import { closeMonth } from '../../../functions/close-month/close-month.ts';
import { snapshotOf } from '../../../shared/closing/config-snapshot.ts';
import { evaluateCustomerMonth } from '../../../shared/closing/evaluate-customer-month.ts';
import { monthReader } from '../../../shared/closing/load-month.ts';
import type { Config } from '../../../shared/config/config.ts';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import { loadCustomer } from '../../../shared/persistence/load-customer.ts';
import { revisionsOf } from '../../../shared/persistence/ledger.ts';
import { newestClosing, runId } from '../../../shared/persistence/run-store.ts';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';
import { instant } from './instant-text.ts';
import { createBucket } from '../emulators/emulated-bucket.ts';
import { Crash, type Dynamo } from '../emulators/test-dynamo.ts';
import { type EmulatedQueues, takeMessages } from '../emulators/emulated-queue.ts';
import { sqsBatch } from '../http/requests.ts';
import { copyTable } from '../emulators/table-copies.ts';
import { silentTelemetry } from './silent-telemetry.ts';
import { aDeployment } from './product-config.ts';
import { renderStatement } from '../../../shared/web/render-statement.ts';

const MINUTE = 60_000;
const MONTH = '2026-10';

/** A batch on the queue. It keeps its place if the function crashes that processes it. */
type Pending = { readonly group: string; readonly body: string };

/** Returns whether the process finished without a crash. */
const ran = (work: Promise<void>): Promise<boolean> =>
  work.then(
    () => true,
    (error: unknown) => {
      if (error instanceof Crash) return false;
      throw error;
    },
  );

/** October 2026 on emulators. Orders and batches wait until a test delivers them, in any order that SQS allows. */
export const openOctober = async (dynamo: Dynamo, queues: EmulatedQueues, name: string) => {
  const table = await copyTable(dynamo.table, name, []);
  const [work, billing] = await Promise.all([
    queues.create(`${name}-work.fifo`),
    queues.create(`${name}-billing.fifo`),
  ]);
  const { bucket: statements } = await createBucket(queues.endpoint, name);
  let config: Config | undefined;
  let now = instant('2026-11-02T12:00:00Z');
  let orders: { readonly asOf: number; readonly body: string; readonly isSweep: boolean }[] = [];
  let chunks: Pending[] = [];

  const deployment = () => {
    if (config === undefined) throw new Error('nothing is deployed');
    return aDeployment(config);
  };
  /** Returns a process that crashes before its write after `writes` writes; undefined: never. */
  const processOf = (writes: number | undefined) => {
    const alive: Table =
      writes === undefined ? table : { documents: dynamo.crashingAfter(writes).documents, name: table.name };
    const of = deployment();
    return {
      table: alive,
      deployment: of,
      monthOf: monthReader(alive, of),
      telemetry: silentTelemetry,
      clock: () => (now += 1),
    };
  };
  const order = (body: object, isSweep: boolean): void => {
    orders.push({ asOf: now, body: JSON.stringify(body), isSweep });
    now += 1000;
  };
  const asOf = (): string => formatInstant(now);

  const plan = async (which: number, dies?: number): Promise<void> => {
    const next = orders[which % Math.max(orders.length, 1)];
    if (next === undefined) return;
    now = Math.max(now, next.asOf + 5 * MINUTE);
    const lived = await ran(closeMonth({ ...processOf(dies), work })(sqsBatch(next.body)));
    for (const { body } of await takeMessages(work)) chunks.push({ group: String(JSON.parse(body).group), body });
    // The order of a crashed sweep stays in the dead-letter queue; the next sweep must make up for it.
    if (lived || next.isSweep) orders = orders.filter((other) => other !== next);
    else now += 30 * MINUTE;
  };
  /** SQS delivers only the first batch of a group. */
  const assess = async (which: number, dies?: number): Promise<void> => {
    const first = chunks.filter(({ group }, i) => chunks.findIndex((other) => other.group === group) === i);
    const next = first[which % Math.max(first.length, 1)];
    if (next === undefined) return;
    if (
      await ran(
        assessCustomers({ ...processOf(dies), billing, statements, render: renderStatement })(sqsBatch(next.body)),
      )
    )
      chunks = chunks.filter((other) => other !== next);
  };

  return {
    table,
    now: () => now,
    wait: (minutes: number) => void (now += minutes * MINUTE),
    deploy: (next: Config) => void (config = next),
    close: (policies: 'closed' | 'current') => {
      const by = { by: 'a test', reason: 'a test', startedAt: asOf() };
      order({ kind: 'requested', month: MONTH, asOf: asOf(), preview: false, policies, ...by }, false);
    },
    sweep: () => order({ kind: 'sweep', scheduledTime: asOf() }, true),
    plan,
    assess,
    /** Delivers all waiting messages without further crashes. */
    settle: async (): Promise<void> => {
      while (orders.length + chunks.length > 0) {
        await plan(0);
        while (chunks.length > 0) await assess(0);
      }
    },
    /**
     * Returns a line for each customer whose ledger or billed amount differs from the amount due. The amount due uses
     * all evidence up to now, and the records and the basis of the last close.
     */
    wrong: async (customers: readonly string[]): Promise<string[]> => {
      const closing = await newestClosing(table, MONTH);
      const basis = closing === undefined ? undefined : snapshotOf(closing);
      if (closing === undefined || basis === undefined) return [];
      const told = new Map<string, { readonly amountMinor: number; readonly revision: number }>();
      const wrong: string[] = [];
      for (const { body } of await takeMessages(billing)) {
        const { customer, previousAmountMinor, deltaMinor, revision } = JSON.parse(body).data;
        const before = told.get(customer) ?? { amountMinor: 0, revision: 0 };
        if (revision === before.revision) continue;
        if (revision !== before.revision + 1 || previousAmountMinor !== before.amountMinor)
          wrong.push(
            `${customer}: revision ${revision} from ${previousAmountMinor} was billed after ${before.revision}`,
          );
        told.set(customer, { amountMinor: before.amountMinor + deltaMinor, revision });
      }
      const goesBy = { month: MONTH, asOf: now, recordsAsOf: closing.asOf, basis: { of: runId(closing), basis } };
      const monthOf = monthReader(table, deployment());
      for (const customer of customers) {
        const loaded = await loadCustomer(table, customer, MONTH);
        const worked = await evaluateCustomerMonth(loaded, goesBy, deployment(), monthOf);
        const ledger = revisionsOf(loaded.revisions, MONTH).at(-1)?.amountMinor ?? 0;
        const due = worked.kind === 'assessed' ? worked.customerMonth.amountMinor : ledger;
        const billed = told.get(customer)?.amountMinor ?? 0;
        if (ledger !== due || billed !== due) wrong.push(`${customer}: due ${due}, ledger ${ledger}, billed ${billed}`);
      }
      return wrong;
    },
  };
};
