import { DAY_MS } from '../../shared/lib/time-units.ts';
import { isWaiting, listUnmatched } from '../../shared/persistence/unmatched-message.ts';
import { unsettledEntries } from '../../shared/persistence/unsettled-entries.ts';
import type { CommonContext } from './context.ts';

/** Messages older than this count no more: their month was closed long ago. */
const WATCHED_MS = 92 * DAY_MS;

/** Reports the messages without a customer that have waited for a person for a day. */
export const reportWaitingMessages = async ({ table, telemetry, clock }: CommonContext): Promise<void> => {
  const now = clock();
  const undecided = (await listUnmatched(table, now - WATCHED_MS, now - DAY_MS)).filter(isWaiting);
  telemetry.count('MessagesWaiting', (await unsettledEntries(table, undecided, now)).length);
};
