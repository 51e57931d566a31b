import { expect, test } from 'vitest';
import { reportWaitingMessages } from '../../../functions/reconcile-alarms/report-waiting-messages.ts';
import { dismissUnmatched, keepUnmatched } from '../../../shared/persistence/unmatched-message.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { usingDynamo } from '../../support/emulators/file-fixtures.ts';

const { table } = await usingDynamo();
const RECEIVED = instant('2026-10-14T17:00:00Z');
const DAY_MS = 24 * 3_600_000;

const waitingAt = async (now: number): Promise<number> => {
  let waiting = -1;
  const count = (_: string, amount = 1): void => {
    waiting = amount;
  };
  await reportWaitingMessages({ table, clock: () => now, telemetry: { count, rejected: () => {}, note: () => {} } });
  return waiting;
};

test('a message counts after a day, until a person decides about it', async () => {
  const common = { receivedAt: RECEIVED, recordedAt: RECEIVED, door: 'email', text: 'down' };
  const { stored: message } = await keepUnmatched(table, { ...common, id: 'a', reason: 'unverified' });
  await keepUnmatched(table, { ...common, id: 'b', reason: 'automatic' });
  expect(await waitingAt(RECEIVED + DAY_MS - 1)).toBe(0);
  expect(await waitingAt(RECEIVED + DAY_MS)).toBe(1);
  await dismissUnmatched(table, { message }, { reason: 'spam', recordedAt: RECEIVED, by: 'desk' });
  expect(await waitingAt(RECEIVED + DAY_MS)).toBe(0);
});
