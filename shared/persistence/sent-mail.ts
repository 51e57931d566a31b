import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { instantField, month, whole } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import { conditionalPut, decodeItem, getItem, readAll, sortKeyOf, type Table } from './dynamo-table.ts';
import { type RevisionRef, sentMailKeys, statementMailKey } from './keys.ts';
import { normalContact } from './notice-senders.ts';

/** The messages to a customer. Each has an item before it is sent, and one with its result. */

/** Returns the hash of an address or an id of a message, which can be longer than a key. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 40);

/** Returns the id of an address. Case makes no difference, and SES reports domains in ASCII. */
export const mailAddressId = (address: string): string => hashOf(normalContact(address));

export const receiptItem = z.object({ notice: z.string(), to: z.string(), at: instantField });
const statementItem = z.object({ month, revision: whole(1), to: z.string(), at: instantField });

export const mailResult = z.object({
  at: instantField,
  /** The id that SES gave the message. */
  messageId: z.optional(z.string()),
  /** Why SES rejected the message. */
  rejected: z.optional(z.string()),
  /** It was not sent, since mail to the address is stopped. */
  stopped: z.optional(z.literal(true)),
});
export type MailResult = z.output<typeof mailResult>;

/** A message with the statement of a revision to one address. */
export type StatementMail = RevisionRef & { readonly to: string };

const keyOf = ({ to, ...ref }: StatementMail, item: 'statement' | 'result') =>
  statementMailKey({ ...ref, hash: mailAddressId(to) }, item);

/**
 * Records that a statement is about to be sent to an address. `done`: it was sent, rejected or stopped.
 * Until a result is recorded, a retry may send it again.
 */
export const planStatementMail = async (
  table: Table,
  mail: StatementMail,
  at: Instant,
): Promise<'planned' | 'done'> => {
  if ((await getItem(table, keyOf(mail, 'result'))) !== undefined) return 'done';
  const { month: of, revision, to } = mail;
  await conditionalPut(table, {
    ...keyOf(mail, 'statement'),
    ...z.encode(statementItem, { month: of, revision, to, at }),
  });
  return 'planned';
};

/** Records the result of a message with a statement; the first result stays. */
export const recordStatementResult = async (table: Table, mail: StatementMail, result: MailResult): Promise<void> => {
  await conditionalPut(table, { ...keyOf(mail, 'result'), ...z.encode(mailResult, result) });
};

/** The state of a message. `unknown`: it may have been sent, since the function stopped before it recorded a result. */
type MailState = 'sent' | 'rejected' | 'stopped' | 'unknown';

/** A message to a customer. */
export type SentMail = {
  readonly to: string;
  readonly at: Instant;
  readonly state: MailState;
  readonly result: MailResult | undefined;
} & (
  | { readonly kind: 'receipt'; readonly notice: string }
  | { readonly kind: 'statement'; readonly month: string; readonly revision: number }
);

const stateOf = (result: MailResult | undefined): MailState => {
  if (result === undefined) return 'unknown';
  if (result.stopped === true) return 'stopped';
  return result.messageId === undefined ? 'rejected' : 'sent';
};

/** Returns the messages to a customer, in order of time. */
export const listSentMail = async (table: Table, customer: string): Promise<SentMail[]> => {
  const items = await readAll(table, sentMailKeys(customer));
  const results = new Map(
    items
      .filter((item) => sortKeyOf(item).endsWith('#result'))
      .map((item) => [sortKeyOf(item).replace(/#result$/, ''), decodeItem(mailResult, item)]),
  );
  const sent = items.flatMap((item): SentMail[] => {
    const sk = sortKeyOf(item);
    const result = results.get(sk.replace(/#[a-z]+$/, ''));
    if (sk.startsWith('receipt#') && sk.endsWith('#receipt'))
      return [{ kind: 'receipt', ...decodeItem(receiptItem, item), result, state: stateOf(result) }];
    if (sk.startsWith('statement#') && sk.endsWith('#statement'))
      return [{ kind: 'statement', ...decodeItem(statementItem, item), result, state: stateOf(result) }];
    return [];
  });
  return sent.toSorted((a, b) => a.at - b.at);
};
