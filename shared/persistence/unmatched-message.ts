import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { CLAIM_STEPS } from '../domain/facts/facts.ts';
import { customerId, instantField, keywordField, month } from '../domain/facts/fields.ts';
import { formatInstant, type Instant, parseInstant } from '../domain/time/instant.ts';
import { jsonEqual } from '../lib/json-equal.ts';
import { decodeItem, putOrRead, readAll, sortKeyOf, type Table } from './dynamo-table.ts';
import { unmatchedKey, unmatchedKeys, unmatchedKeysAt, utcMonthsBetween } from './keys.ts';

/**
 * Why a message is no notice yet. `no-customer`: no customer has this sender or id. `several-customers`: more than one has it.
 * `unverified`: a contact's address without a passed DMARC check. `mailing-list`: a list or a group forwarded a customer's message.
 * `automatic`: a robot or another list sent it (RFC 3834); it waits for nobody.
 */
export const UNMATCHED_REASONS = [
  'no-customer',
  'several-customers',
  'unverified',
  'mailing-list',
  'automatic',
] as const;
export type UnmatchedReason = (typeof UNMATCHED_REASONS)[number];

const messageFields = z.object({
  id: z.string(),
  receivedAt: instantField,
  recordedAt: instantField,
  /** The entry point: `notices`, `email` or `records`. */
  door: z.string(),
  /** The channel of the notice that it may become. */
  channel: z.optional(z.string()),
  reason: keywordField(UNMATCHED_REASONS),
  /** The customers that the sender may belong to. */
  candidates: z.optional(z.array(z.string())),
  from: z.optional(z.string()),
  /** The id of a customer that the message names. */
  named: z.optional(z.string()),
  subject: z.optional(z.string()),
  text: z.string(),
  recognizedAt: z.optional(instantField),
  step: z.optional(keywordField(CLAIM_STEPS)),
  service: z.optional(customerId),
  month: z.optional(month),
  ticket: z.optional(z.object({ id: z.string(), url: z.optional(z.string()) })),
  /** The id of the notice that was recorded for the named customer, who has no record. */
  notice: z.optional(z.string()),
  /** Checks of the message by its entry point, such as `dmarc: FAIL`, in order. */
  verdicts: z.optional(z.record(z.string(), z.string())),
  headers: z.optional(z.array(z.object({ name: z.string(), value: z.string() }))),
  /** The SHA-256 of the payload. */
  payload: z.optional(z.string()),
  /** The object in the bucket that holds the whole message. */
  object: z.optional(z.string()),
});

/** A message of a sender that matches no customer. Its claim's deadline counts from `receivedAt`. */
export type UnmatchedMessage = z.output<typeof messageFields>;

const messageItem = z.object({ message: messageFields });

/** Returns a message as JSON. */
export const unmatchedMessageJson = (message: UnmatchedMessage): object => z.encode(messageFields, message);
const dismissalItem = z.object({ reason: z.string(), recordedAt: instantField, by: z.string() });
const assignmentItem = z.object({
  customer: customerId,
  recognizedAt: instantField,
  step: z.optional(keywordField(CLAIM_STEPS)),
  service: z.optional(customerId),
  month: z.optional(month),
  recordedAt: instantField,
  by: z.string(),
});

export type MessageDismissal = z.output<typeof dismissalItem>;
export type MessageAssignment = z.output<typeof assignmentItem>;

/** A message with what people decided about it. An assignment replaces a dismissal. */
export type UnmatchedEntry = {
  readonly message: UnmatchedMessage;
  readonly dismissal?: MessageDismissal | undefined;
  readonly assignment?: MessageAssignment | undefined;
};

/** Returns whether a person must still decide about a message. */
export const isWaiting = ({ message, dismissal, assignment }: UnmatchedEntry): boolean =>
  message.reason !== 'automatic' && dismissal === undefined && assignment === undefined;

/**
 * Returns a message's id: its instant of receipt, and 16 digits of its identity's SHA-256.
 * The instant finds the message in the table.
 */
export const unmatchedId = (receivedAt: Instant, identity: string): string => {
  const instant = formatInstant(receivedAt).replaceAll(/[-:.]/g, '');
  return `${instant}-${createHash('sha256').update(identity).digest('hex').slice(0, 16)}`;
};

const ID = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z-[0-9a-f]{16}$/;

/** Returns the instant in a message's id; undefined for an id that no message has. */
const instantOfId = (id: string): Instant | undefined => {
  const [, year, month, day, hour, minute, second, ms] = ID.exec(id) ?? [];
  return year === undefined ? undefined : parseInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
};

/** Stores a message that matches no customer. The first content under an id stays. */
export const keepUnmatched = async (
  table: Table,
  message: UnmatchedMessage,
): Promise<{ readonly outcome: 'appended' | 'exists'; readonly stored: UnmatchedMessage }> => {
  const item = { ...unmatchedKey(message, 'message'), ...z.encode(messageItem, { message }) };
  const { outcome, stored } = await putOrRead(table, item, (each) => decodeItem(messageItem, each));
  return { outcome, stored: stored.message };
};

/** Finds a message by its id, with its decisions. */
export const findUnmatched = async (table: Table, id: string): Promise<UnmatchedEntry | undefined> => {
  const receivedAt = instantOfId(id);
  if (receivedAt === undefined) return undefined;
  return entriesOf(await readAll(table, unmatchedKeysAt(receivedAt))).find(({ message }) => message.id === id);
};

/** Lists the messages received in `[from, to]`, both ends included, in order of receipt. */
export const listUnmatched = async (table: Table, from: Instant, to: Instant): Promise<UnmatchedEntry[]> => {
  const entries: UnmatchedEntry[] = [];
  for (const each of utcMonthsBetween(from, to)) entries.push(...entriesOf(await readAll(table, unmatchedKeys(each))));
  return entries.filter(({ message: { receivedAt } }) => receivedAt >= from && receivedAt <= to);
};

/** Sort keys are in order: instant, id, then `assignment` < `dismissal` < `message`. */
const entriesOf = (items: readonly unknown[]): UnmatchedEntry[] => {
  const byId = Map.groupBy(items, (item) => sortKeyOf(item).split('#').slice(0, 2).join('#'));
  return [...byId.values()].flatMap((parts) => {
    const part = (name: string): unknown => parts.find((item) => sortKeyOf(item).endsWith(`#${name}`));
    const [message, dismissal, assignment] = [part('message'), part('dismissal'), part('assignment')];
    if (message === undefined) return [];
    return {
      ...decodeItem(messageItem, message),
      ...(dismissal === undefined ? {} : { dismissal: decodeItem(dismissalItem, dismissal) }),
      ...(assignment === undefined ? {} : { assignment: decodeItem(assignmentItem, assignment) }),
    };
  });
};

/** The result of a decision. `conflict`: another one was recorded before. */
export type DecisionOutcome = 'recorded' | 'known' | 'conflict';

/** Dismisses a message with a reason. The same reason again changes nothing. */
export const dismissUnmatched = async (
  table: Table,
  { message, assignment }: UnmatchedEntry,
  dismissal: MessageDismissal,
): Promise<DecisionOutcome> => {
  if (assignment !== undefined) return 'conflict';
  const item = { ...unmatchedKey(message, 'dismissal'), ...z.encode(dismissalItem, dismissal) };
  const { outcome, stored } = await putOrRead(table, item, (each) => decodeItem(dismissalItem, each));
  if (outcome === 'appended') return 'recorded';
  return stored.reason === dismissal.reason ? 'known' : 'conflict';
};

/** Assigns a message to a customer, also a dismissed one. The caller then records the notice. The same assignment again changes nothing. */
export const assignUnmatched = async (
  table: Table,
  { message }: UnmatchedEntry,
  assignment: MessageAssignment,
): Promise<{ readonly outcome: DecisionOutcome; readonly stored: MessageAssignment }> => {
  const item = { ...unmatchedKey(message, 'assignment'), ...z.encode(assignmentItem, assignment) };
  const { outcome, stored } = await putOrRead(table, item, (each) => decodeItem(assignmentItem, each));
  if (outcome === 'appended') return { outcome: 'recorded', stored };
  return { outcome: jsonEqual(termsOf(stored), termsOf(assignment)) ? 'known' : 'conflict', stored };
};

const termsOf = ({ recordedAt: _at, by: _by, ...terms }: MessageAssignment): object => terms;
