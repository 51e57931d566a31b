import { expect, test } from 'vitest';
import { reportWaitingApprovals } from '../../../functions/reconcile-alarms/report-waiting-approvals.ts';
import { appendDecision, appendProposal, type CreditProposal } from '../../../shared/persistence/approval-log.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { usingDynamo } from '../../support/emulators/file-fixtures.ts';

const { table } = await usingDynamo();
const PROPOSED = instant('2026-11-02T12:00:00Z');
const DAY_MS = 24 * 3_600_000;

const waitingAt = async (now: number): Promise<number> => {
  let waiting = -1;
  const count = (_: string, amount = 1): void => {
    waiting = amount;
  };
  await reportWaitingApprovals({ table, clock: () => now, telemetry: { count, rejected: () => {}, note: () => {} } });
  return waiting;
};

const proposal: CreditProposal = {
  kind: 'proposed',
  customer: 'acme',
  month: '2026-10',
  number: 1,
  recordedAt: PROPOSED,
  amountMinor: 15_000,
  currency: 'USD',
  previousAmountMinor: 0,
  reason: 'SLA credit for October 2026.',
  run: '2026-10@2026-11-02T12:00:00.000Z',
  closedAsOf: PROPOSED,
  apply: 'incident-month',
  statement: '{}',
  statementSha256: 'abc',
  statementUrl: 's3://statements/abc.json',
  statementPage: 's3://statements/abc.html',
  message: '{}',
  recordedBy: [],
};

test('a credit counts after two days, until it is replaced or decided', async () => {
  await appendProposal(table, proposal, undefined);
  expect(await waitingAt(PROPOSED + 2 * DAY_MS - 1)).toBe(0);
  expect(await waitingAt(PROPOSED + 2 * DAY_MS)).toBe(1);
  const next = { ...proposal, number: 2, recordedAt: PROPOSED + DAY_MS, amountMinor: 16_000 };
  await appendProposal(table, next, proposal);
  expect(await waitingAt(PROPOSED + 2 * DAY_MS)).toBe(0);
  expect(await waitingAt(PROPOSED + 3 * DAY_MS)).toBe(1);
  const decision = { customer: 'acme', month: '2026-10', number: 3, recordedAt: PROPOSED + 2 * DAY_MS };
  await appendDecision(table, { ...decision, kind: 'declined', reason: 'too much', by: 'ann' }, next);
  expect(await waitingAt(PROPOSED + 3 * DAY_MS)).toBe(0);
});
