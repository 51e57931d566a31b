import { describe, expect, test } from 'vitest';
import { decideReview, listOpenReviews } from '../../../shared/api/invoice-reviews-api.ts';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';
import { loadReviewState, recordInvoiceReview } from '../../../shared/persistence/invoice-reviews.ts';
import { recordRevision } from '../../../shared/persistence/ledger.ts';
import { creditRevision } from '../../support/builders/credit-revision.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { takeMessages } from '../../support/emulators/emulated-queue.ts';
import { usingDynamo, usingQueues } from '../../support/emulators/file-fixtures.ts';
import { Crash } from '../../support/emulators/test-dynamo.ts';

const dynamo = await usingDynamo();
const queues = await usingQueues();

const REVIEWED = instant('2026-11-02T12:00:00Z');
const DECIDED = instant('2026-11-03T12:00:00Z');

/** Returns a customer with a credit on the review list. */
const aReview = async (customer: string) => {
  const { data, ...message } = creditRevision(1, 500);
  const credit = { ...message, data: { ...data, customer, creditId: `${customer}:2026-10` } };
  const ref = { customer, month: '2026-10', revision: 1 };
  await recordRevision(dynamo.table, {
    ...ref,
    amountMinor: 500,
    currency: 'USD',
    previousAmountMinor: 0,
    reason: 'r',
    run: 'run',
    closedAsOf: REVIEWED,
    recordedAt: REVIEWED,
    statement: '{}',
    statementSha256: 'ab',
    statementUrl: 'https://statements.example/1',
    message: JSON.stringify(credit),
  });
  await recordInvoiceReview(dynamo.table, { ...ref, reason: 'no invoice', recordedAt: REVIEWED });
  const billing = await queues.create(`billing-${customer}.fifo`);
  const decide = (table: Table, action: 'retry' | 'done', by = 'ann') =>
    decideReview({ table, billing, clock: () => DECIDED }, by, `2026-10-1-${customer}`, { action, reason: 'checked' });
  const state = () => loadReviewState(dynamo.table, customer, '2026-10');
  return { billing, decide, state };
};

// Writes: activity, entry.
describe.each([0, 1])('a decision that crashes after %i writes', (writes) => {
  test('marks the credit as done once when it is repeated', async () => {
    const { decide, state } = await aReview(`done-${writes}`);
    await expect(decide(dynamo.crashingAfter(writes), 'done')).rejects.toThrow(Crash);
    const first = await decide(dynamo.table, 'done');
    expect(await decide(dynamo.table, 'done')).toEqual(first);
    expect(await state()).toMatchObject({ next: 3, open: undefined, bookedByHand: 1, settled: { by: 'ann' } });
  });

  test('sends the message again once when it is repeated', async () => {
    const { decide, state, billing } = await aReview(`retry-${writes}`);
    await expect(decide(dynamo.crashingAfter(writes), 'retry')).rejects.toThrow(Crash);
    await decide(dynamo.table, 'retry');
    await decide(dynamo.table, 'retry');
    expect(await state()).toMatchObject({ next: 3, open: { retried: { by: 'ann', reason: 'checked' } } });
    expect(await takeMessages(billing)).toHaveLength(1);
  });
});

test('a lost message of a retry is sent by the repeated call', async () => {
  const { decide, billing } = await aReview('lost');
  await expect(
    decideReview(
      { table: dynamo.table, billing: { ...billing, url: `${billing.url}-missing` }, clock: () => DECIDED },
      'ann',
      '2026-10-1-lost',
      { action: 'retry', reason: 'checked' },
    ),
  ).rejects.toThrow(/queue/i);
  await decide(dynamo.table, 'retry');
  expect(await takeMessages(billing)).toHaveLength(1);
});

test('two simultaneous decisions leave one entry', async () => {
  const { decide, state } = await aReview('competing');
  await Promise.allSettled([decide(dynamo.table, 'done', 'ann'), decide(dynamo.table, 'done', 'bob')]);
  expect(await state()).toMatchObject({ next: 3, bookedByHand: 1 });
  const open = await listOpenReviews({ table: dynamo.table, clock: () => DECIDED }, '2026-10');
  expect(open.map(({ customer }) => customer)).not.toContain('competing');
});
