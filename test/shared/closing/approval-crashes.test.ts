import { describe, expect, test } from 'vitest';
import { assessCustomers } from '../../../functions/assess-customers/assess-customers.ts';
import { decideProposal, listWaitingProposals } from '../../../shared/api/approvals-api.ts';
import { grantGoodwill } from '../../../shared/api/goodwill-api.ts';
import { addMonths } from '../../../shared/domain/time/calendar.ts';
import { monthReader } from '../../../shared/closing/load-month.ts';
import { proposalId } from '../../../shared/persistence/approval-log.ts';
import { putProfile } from '../../../shared/persistence/customer-versions.ts';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';
import { revisionsOf } from '../../../shared/persistence/ledger.ts';
import { loadCustomer } from '../../../shared/persistence/load-customer.ts';
import { recordFact, retractFact } from '../../../shared/persistence/record-fact.ts';
import { recordPlan, startRun } from '../../../shared/persistence/run-store.ts';
import { renderStatement } from '../../../shared/web/render-statement.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { aConfig, aDeployment } from '../../support/builders/product-config.ts';
import { silentTelemetry } from '../../support/builders/silent-telemetry.ts';
import { createBucket } from '../../support/emulators/emulated-bucket.ts';
import { takeMessages } from '../../support/emulators/emulated-queue.ts';
import { usingDynamo, usingQueues } from '../../support/emulators/file-fixtures.ts';
import { Crash } from '../../support/emulators/test-dynamo.ts';
import { sqsBatch } from '../../support/http/requests.ts';

const dynamo = await usingDynamo();
const queues = await usingQueues();
const statements = await createBucket(queues.endpoint, 'statements');
const deployment = aDeployment(aConfig({ approval: { above: [{ amountMinor: 1000, currency: 'USD' }] } }));

const CLOSED = instant('2026-11-02T12:00:00Z');
const DECIDED = instant('2026-11-03T12:00:00Z');
const SWEPT = instant('2026-11-10T12:00:00Z');

const contextOf = (table: Table, now: number) => ({
  table,
  deployment,
  monthOf: monthReader(table, deployment),
  telemetry: silentTelemetry,
  clock: () => now,
});

let months = 0;

/** Returns a customer with a credit above the limit, in a month of its own. */
const aMonth = async (customer: string) => {
  const month = addMonths('2022-01', months);
  months += 1;
  const billing = await queues.create(`billing-${customer}.fifo`);
  const closing = await queues.create(`closing-${customer}`);
  const recorded = { recordedAt: instant(`${month}-20T12:00:00Z`), by: 'a test' };
  const window = { start: instant(`${month}-14T17:00:00Z`), end: instant(`${month}-14T19:00:00Z`) };
  const down = { kind: 'downtime', id: month, component: 'web', ...window, recordedAt: recorded.recordedAt } as const;
  await recordFact(dynamo.table, { fact: down, by: 'a test' });
  const serviceFees = { amountMinor: 100_000, currency: 'USD' };
  await putProfile(dynamo.table, {
    profile: { id: customer, name: customer, components: ['web'], serviceFees },
    ...recorded,
  });
  const deliver = (table: Table, now: number, body: object): Promise<void> =>
    assessCustomers({ ...contextOf(table, now), billing, statements: statements.bucket, render: renderStatement })(
      sqsBatch(body),
    );
  const start = async (asOf: number, chunk: number): Promise<void> => {
    const run = { month, asOf, preview: false };
    await startRun(dynamo.table, { ...run, by: 'a test', startedAt: asOf });
    await recordPlan(dynamo.table, run, { chunks: chunk + 1, attention: [] });
  };
  const assess = (table: Table, asOf: number): Promise<void> =>
    deliver(table, asOf, {
      month,
      asOf: new Date(asOf).toISOString(),
      preview: false,
      group: '00',
      chunk: 0,
      customers: [customer],
    });
  const decide = (table: Table, id: string, approve: boolean) =>
    decideProposal({ ...contextOf(table, DECIDED), closing }, 'ann', id, { approve, reason: 'checked' });
  const issue = (table: Table): Promise<void> => deliver(table, DECIDED, { kind: 'approved', customer, month });
  const waiting = async () => {
    const proposals = await listWaitingProposals({ table: dynamo.table, clock: () => SWEPT });
    return proposals.filter((proposal) => proposal.customer === customer);
  };
  const ledger = async () =>
    revisionsOf((await loadCustomer(dynamo.table, customer, month)).revisions, month).map(
      ({ revision, amountMinor, approval }) => ({ revision, amountMinor, by: approval?.by }),
    );
  const sentIds = async () => new Set((await takeMessages(billing)).map(({ body }) => String(JSON.parse(body).id)));
  return { month, billing, closing, start, assess, decide, issue, waiting, ledger, sentIds };
};

// Writes of a close: list entry, proposal, result, progress, end.
describe.each([0, 1, 2, 3, 4])('a close that crashes after %i writes', (writes) => {
  test('leaves one proposal and no revision in the end', async () => {
    const { start, assess, waiting, ledger, sentIds } = await aMonth(`closed-${writes}`);
    await start(CLOSED, 0);
    await expect(assess(dynamo.crashingAfter(writes), CLOSED)).rejects.toThrow(Crash);
    await assess(dynamo.table, CLOSED);
    await assess(dynamo.table, CLOSED);
    expect((await waiting()).map(({ number, amountMinor }) => [number, amountMinor])).toEqual([[1, 5000]]);
    expect(await ledger()).toEqual([]);
    expect([...(await sentIds())]).toEqual([]);
  });
});

// Writes of a decision: activity, list of changes, decision, end of the proposal.
describe.each([0, 1, 2, 3])('an approval that crashes after %i writes', (writes) => {
  const proposed = async (name: string) => {
    const set = await aMonth(`${name}-${writes}`);
    await set.start(CLOSED, 0);
    await set.assess(dynamo.table, CLOSED);
    const [proposal] = await set.waiting();
    if (proposal === undefined) throw new Error('no proposal waits');
    return { ...set, id: proposalId(proposal), customer: proposal.customer };
  };

  test('gives one revision when it is repeated', async () => {
    const { id, month, decide, issue, waiting, ledger, sentIds, customer } = await proposed('approved');
    await expect(decide(dynamo.crashingAfter(writes), id, true)).rejects.toThrow(Crash);
    expect(await decide(dynamo.table, id, true)).toMatchObject({ outcome: 'recorded' });
    await issue(dynamo.table);
    await issue(dynamo.table);
    expect(await ledger()).toEqual([{ revision: 1, amountMinor: 5000, by: 'ann' }]);
    expect([...(await sentIds())]).toEqual([`${customer}:${month}:1`]);
    expect(await waiting()).toEqual([]);
  });

  test('is issued by the next run if it was recorded', async () => {
    const { id, start, assess, decide, waiting, ledger } = await proposed('swept');
    await expect(decide(dynamo.crashingAfter(writes), id, true)).rejects.toThrow(Crash);
    await start(SWEPT, 0);
    await assess(dynamo.table, SWEPT);
    const isRecorded = writes > 2;
    expect(await ledger()).toEqual(isRecorded ? [{ revision: 1, amountMinor: 5000, by: 'ann' }] : []);
    expect(await waiting()).toHaveLength(isRecorded ? 0 : 1);
  });
});

// Writes of an issue: end of the proposal, list entry, revision, (the message is sent,) the mark.
describe.each([0, 1, 2, 3])('an issue that crashes after %i writes', (writes) => {
  test('gives one revision and one message in the end', async () => {
    const set = await aMonth(`issued-${writes}`);
    await set.start(CLOSED, 0);
    await set.assess(dynamo.table, CLOSED);
    const [proposal] = await set.waiting();
    await set.decide(dynamo.table, proposal === undefined ? '' : proposalId(proposal), true);
    await expect(set.issue(dynamo.crashingAfter(writes))).rejects.toThrow(Crash);
    await set.issue(dynamo.table);
    expect(await set.ledger()).toEqual([{ revision: 1, amountMinor: 5000, by: 'ann' }]);
    expect([...(await set.sentIds())]).toEqual([`issued-${writes}:${set.month}:1`]);
  });
});

test('two simultaneous decisions leave one record', async () => {
  const set = await aMonth('competing');
  await set.start(CLOSED, 0);
  await set.assess(dynamo.table, CLOSED);
  const [proposal] = await set.waiting();
  const id = proposal === undefined ? '' : proposalId(proposal);
  const results = await Promise.all([set.decide(dynamo.table, id, true), set.decide(dynamo.table, id, false)]);
  expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(['conflict', 'recorded']);
});

// Writes of a decision: activity, decision, end of the proposal.
describe.each([0, 1, 2])('a declined credit that crashes after %i writes', (writes) => {
  test('has one decision and no revision, and is not proposed again', async () => {
    const set = await aMonth(`declined-${writes}`);
    await set.start(CLOSED, 0);
    await set.assess(dynamo.table, CLOSED);
    const [proposal] = await set.waiting();
    const id = proposal === undefined ? '' : proposalId(proposal);
    await expect(set.decide(dynamo.crashingAfter(writes), id, false)).rejects.toThrow(Crash);
    expect(await set.decide(dynamo.table, id, false)).toMatchObject({ outcome: 'recorded' });
    expect(await set.decide(dynamo.table, id, true)).toMatchObject({ outcome: 'conflict' });
    await set.start(SWEPT, 0);
    await set.assess(dynamo.table, SWEPT);
    expect([await set.ledger(), await set.waiting(), [...(await set.sentIds())]]).toEqual([[], [], []]);
  });
});

// Writes of a close: list entry, proposal, end of the replaced one, result, progress, end.
describe.each([0, 1, 2, 3, 4, 5])('a replaced proposal that crashes after %i writes', (writes) => {
  test('leaves the new amount alone, which gives one revision', async () => {
    const set = await aMonth(`replaced-${writes}`);
    await set.start(CLOSED, 0);
    await set.assess(dynamo.table, CLOSED);
    const [old] = await set.waiting();
    const { month } = set;
    const window = { start: instant(`${month}-16T17:00:00Z`), end: instant(`${month}-16T19:00:00Z`) };
    const down = { kind: 'downtime', id: `${month}-2`, component: 'web', ...window, recordedAt: DECIDED } as const;
    await recordFact(dynamo.table, { fact: down, by: 'a test' });
    await set.start(SWEPT, 0);
    await expect(set.assess(dynamo.crashingAfter(writes), SWEPT)).rejects.toThrow(Crash);
    await set.assess(dynamo.table, SWEPT);
    const waiting = await set.waiting();
    expect(waiting.map(({ amountMinor }) => amountMinor)).toEqual([10_000]);
    const [fresh] = waiting;
    expect(await set.decide(dynamo.table, old === undefined ? '' : proposalId(old), true)).toMatchObject({
      outcome: 'conflict',
    });
    await set.decide(dynamo.table, fresh === undefined ? '' : proposalId(fresh), true);
    await set.issue(dynamo.table);
    expect(await set.ledger()).toEqual([{ revision: 1, amountMinor: 10_000, by: 'ann' }]);
    expect([...(await set.sentIds())]).toEqual([`replaced-${writes}:${month}:1`]);
  });
});

// Writes of a close: withdrawal, end of the proposal, result, progress, end.
describe.each([0, 1, 2, 3])('a withdrawn proposal that crashes after %i writes', (writes) => {
  test('waits no more and leaves the ledger empty', async () => {
    const set = await aMonth(`withdrawn-${writes}`);
    await set.start(CLOSED, 0);
    await set.assess(dynamo.table, CLOSED);
    const [proposal] = await set.waiting();
    const { month } = set;
    const of = { kind: 'downtime', id: month } as const;
    await retractFact(dynamo.table, { of, reason: 'it was none', recordedAt: DECIDED, by: 'a test' });
    await set.start(SWEPT, 0);
    await expect(set.assess(dynamo.crashingAfter(writes), SWEPT)).rejects.toThrow(Crash);
    await set.assess(dynamo.table, SWEPT);
    expect([await set.waiting(), await set.ledger()]).toEqual([[], []]);
    const late = await set.decide(dynamo.table, proposal === undefined ? '' : proposalId(proposal), true);
    expect(late).toMatchObject({ outcome: 'conflict' });
  });
});

// Writes of a grant: payload, entry of the month's list, activity, grant.
describe.each([0, 1, 2, 3])('a grant of goodwill that crashes after %i writes', (writes) => {
  test('is credited once after it is repeated', async () => {
    const set = await aMonth(`granted-${writes}`);
    const { month } = set;
    const customer = `granted-${writes}`;
    const body = { customer, month, amountMinor: 700, currency: 'USD', reason: 'slow support' };
    const grant = (table: Table) => grantGoodwill(contextOf(table, DECIDED), 'bob', body);
    await expect(grant(dynamo.crashingAfter(writes))).rejects.toThrow(Crash);
    await grant(dynamo.table);
    expect(await grant(dynamo.table)).toMatchObject({ outcome: 'known' });
    await set.start(SWEPT, 0);
    await set.assess(dynamo.table, SWEPT);
    const [proposal] = await set.waiting();
    expect(proposal?.amountMinor).toBe(5700);
    await set.decide(dynamo.table, proposal === undefined ? '' : proposalId(proposal), true);
    await set.issue(dynamo.table);
    expect(await set.ledger()).toEqual([{ revision: 1, amountMinor: 5700, by: 'ann' }]);
  });
});
