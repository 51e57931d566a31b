import * as z from 'zod/mini';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { conditionalPut, decodeItem, getItem, putOrRead, type Table } from './dynamo-table.ts';
import { dailyReceiptKey, mailThreadKey, receiptKey } from './keys.ts';
import { hashOf, type MailResult, mailResult, receiptItem } from './sent-mail.ts';

/** Receipts that an address gets in a UTC day. */
export const RECEIPTS_A_DAY_MAX = 5;

const ownerItem = z.object({ notice: z.string() });

/** A receipt that is about to be sent. `notice`: the id of the notice. `thread`: the ids of its thread, oldest first, and its own last. */
export type PlannedReceipt = {
  readonly customer: string;
  readonly notice: string;
  readonly to: string;
  readonly at: Instant;
  readonly thread: readonly string[];
};

/** Why no receipt is sent. `thread-answered`: the thread has one. `daily-limit`: the address got enough. `done`: this one was sent or rejected. */
export type NoReceipt = 'thread-answered' | 'daily-limit' | 'done';

/**
 * Returns the hash of a message's id. SES replaces the id of a message by `<id@region.amazonses.com>`, and returns only the id.
 */
const threadHash = (messageId: string): string =>
  hashOf(/^<([^@]+)@(?:[^@>]+\.)?amazonses\.com>$/.exec(messageId)?.[1] ?? messageId);

/**
 * Records that a receipt is about to be sent, unless its thread has one or its address got enough today.
 * A retry of the same notice may send its receipt again until a result is recorded.
 *
 * Order: the thread, the day, the receipt. Two messages of a new thread at one time claim the same first id, so one succeeds.
 */
export const planReceipt = async (table: Table, planned: PlannedReceipt): Promise<NoReceipt | undefined> => {
  const { customer, notice, to, at, thread } = planned;
  if ((await getItem(table, receiptKey(customer, notice, 'result'))) !== undefined) return 'done';
  const hashes = [...new Set(thread.map(threadHash))];
  const [root = hashOf(notice), ...others] = hashes;
  const owner = await ownerOf(table, planned, hashes);
  const claimed = owner ?? (await claim(table, customer, root, notice));
  // A later answer may refer to this message alone.
  for (const hash of others) await conditionalPut(table, { ...mailThreadKey(customer, hash), notice: claimed });
  if (claimed !== notice) return 'thread-answered';
  if (!(await takeSlot(table, planned))) return 'daily-limit';
  await conditionalPut(table, {
    ...receiptKey(customer, notice, 'receipt'),
    ...z.encode(receiptItem, { notice, to, at }),
  });
  return undefined;
};

/** Returns the notice that has the receipt of a thread. */
const ownerOf = async (
  table: Table,
  { customer }: PlannedReceipt,
  hashes: readonly string[],
): Promise<string | undefined> => {
  for (const hash of hashes) {
    const item = await getItem(table, mailThreadKey(customer, hash));
    if (item !== undefined) return decodeItem(ownerItem, item).notice;
  }
  return undefined;
};

const claim = async (table: Table, customer: string, hash: string, notice: string): Promise<string> => {
  const { stored } = await putOrRead(table, { ...mailThreadKey(customer, hash), notice }, (item) =>
    decodeItem(ownerItem, item),
  );
  return stored.notice;
};

/** Takes one of the day's receipts of an address. A retry finds its own. */
const takeSlot = async (table: Table, { customer, notice, to, at }: PlannedReceipt): Promise<boolean> => {
  const date = formatInstant(at).slice(0, 'yyyy-mm-dd'.length);
  for (let slot = 1; slot <= RECEIPTS_A_DAY_MAX; slot += 1) {
    const key = dailyReceiptKey(customer, { date, hash: hashOf(to), slot });
    const { outcome, stored } = await putOrRead(table, { ...key, notice }, (item) => decodeItem(ownerItem, item));
    if (outcome === 'appended' || stored.notice === notice) return true;
  }
  return false;
};

/** Records the result of a receipt. An answer to it then belongs to its thread. */
export const recordReceiptResult = async (
  table: Table,
  { customer, notice }: Pick<PlannedReceipt, 'customer' | 'notice'>,
  result: MailResult,
): Promise<void> => {
  if (result.messageId !== undefined)
    await conditionalPut(table, { ...mailThreadKey(customer, hashOf(result.messageId)), notice });
  await conditionalPut(table, { ...receiptKey(customer, notice, 'result'), ...z.encode(mailResult, result) });
};
