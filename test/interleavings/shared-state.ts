import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { emptyMemoryTable, executeInMemory, type MemoryTable } from '../support/emulators/memory-dynamo.ts';
import {
  type IncomingReply,
  numbering,
  type OutgoingRequest,
  replyNumber,
  requestNumbered,
} from './numbered-requests.ts';

/** The state that invocations share: the table, the work queue, and the received billing messages. Equal contents have one number. */
export type SharedState = { readonly table: number; readonly work: number; readonly billed: number };

/** A message on the work queue. */
export type WorkMessage = { readonly group: string; readonly id: string; readonly body: string };

/** The work queue: the messages that wait, by group, and when each deduplication id was sent last. */
type WorkQueue = {
  readonly waiting: Readonly<Record<string, readonly number[]>>;
  readonly sent: Readonly<Record<string, number>>;
};

/** The bodies that a consumer of billing messages sees, by customer and in order, without repeats. */
type Billed = Readonly<Record<string, readonly string[]>>;

/** For how long a FIFO queue drops messages with a repeated id. */
const DEDUPLICATION_MS = 5 * 60_000;

const itemNumbers = numbering<unknown>((item) => JSON.stringify(item));
const numbersOfItems = new WeakMap<object, number>();
const numberOfItem = (item: object): number => {
  const number = numbersOfItems.get(item) ?? itemNumbers.numberOf(item);
  numbersOfItems.set(item, number);
  return number;
};

const tables = numbering<MemoryTable>((table) =>
  [...table.values()]
    .flatMap((items) => items.map(numberOfItem))
    .toSorted((a, b) => a - b)
    .join(' '),
);
export const workMessages = numbering<WorkMessage>((message) => JSON.stringify(message));
const sortedJson = (record: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
const queues = numbering<WorkQueue>(({ waiting, sent }) => `${sortedJson(waiting)} ${sortedJson(sent)}`);
const billedLists = numbering<Billed>(sortedJson);

export const tableNumbered = tables.valueOf;
export const queueNumbered = queues.valueOf;
export const billedNumbered = billedLists.valueOf;

export const emptyShared = (): SharedState => ({
  table: tables.numberOf(emptyMemoryTable),
  work: queues.numberOf({ waiting: {}, sent: {} }),
  billed: billedLists.numberOf({}),
});

/** The same, after the first message of a group is done. */
export const withoutFirst = (shared: SharedState, group: string): SharedState => {
  const { waiting, sent } = queueNumbered(shared.work);
  const { [group]: [, ...left] = [], ...others } = waiting;
  return {
    ...shared,
    work: queues.numberOf({ waiting: left.length === 0 ? others : { ...others, [group]: left }, sent }),
  };
};

/** The effect of a request: the shared state after it, and its answer. */
export type Effect = { readonly shared: SharedState; readonly reply: number };

type TableEffect = { readonly table: number; readonly reply: number };
/** Known effects, by table and request. */
const tableEffects: Map<number, TableEffect>[] = [];
const sendEffects = new Map<string, Effect>();

/** Carries out a request at an instant. */
export const carryOut = (shared: SharedState, request: number, now: number): Effect => {
  const outgoing = requestNumbered(request);
  if (outgoing.service === 's3') return { shared, reply: STORED };
  if (outgoing.service === 'sqs') {
    const key = `${shared.work} ${shared.billed} ${request} ${now}`;
    const known = sendEffects.get(key) ?? send(shared, outgoing, now);
    sendEffects.set(key, known);
    return { shared: { ...known.shared, table: shared.table }, reply: known.reply };
  }
  const { table } = shared;
  const ofTable = (tableEffects[table] ??= new Map());
  const known = ofTable.get(request);
  if (known !== undefined)
    return known.table === table
      ? { shared, reply: known.reply }
      : { shared: { ...shared, table: known.table }, reply: known.reply };
  ofTable.set(request, execute(table, outgoing));
  return carryOut(shared, request, now);
};

const STORED = replyNumber({ status: 200, body: '' });

const execute = (before: number, { operation, body }: OutgoingRequest): TableEffect => {
  const { table, status, output } = executeInMemory(tableNumbered(before), operation, JSON.parse(body));
  const isRead = table === tableNumbered(before);
  return {
    table: isRead ? before : tables.numberOf(table),
    reply: replyNumber({ status, body: JSON.stringify(output) }),
  };
};

const batch = z.object({
  QueueUrl: z.string(),
  Entries: z.array(
    z.object({
      Id: z.string(),
      MessageBody: z.string(),
      MessageGroupId: z.string(),
      MessageDeduplicationId: z.string(),
    }),
  ),
});

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

const send = (shared: SharedState, { operation, body }: OutgoingRequest, now: number): Effect => {
  if (operation !== 'SendMessageBatch') throw new Error(`${operation} is not scheduled`);
  const { QueueUrl, Entries } = z.parse(batch, JSON.parse(body));
  let after = shared;
  for (const { MessageBody, MessageGroupId: group, MessageDeduplicationId: id } of Entries)
    after = QueueUrl.endsWith('work.fifo')
      ? enqueue(after, { group, id, body: MessageBody }, now)
      : bill(after, group, MessageBody);
  const Successful = Entries.map(({ Id, MessageBody }) => ({
    Id,
    MessageId: Id,
    MD5OfMessageBody: md5(MessageBody),
  }));
  const reply: IncomingReply = { status: 200, body: JSON.stringify({ Successful, Failed: [] }) };
  return { shared: after, reply: replyNumber(reply) };
};

const enqueue = (shared: SharedState, message: WorkMessage, sentAt: number): SharedState => {
  const { waiting, sent } = queueNumbered(shared.work);
  const { group, id } = message;
  if ((sent[id] ?? -Infinity) > sentAt - DEDUPLICATION_MS) return shared;
  const inGroup = [...(waiting[group] ?? []), workMessages.numberOf(message)];
  return {
    ...shared,
    work: queues.numberOf({ waiting: { ...waiting, [group]: inGroup }, sent: { ...sent, [id]: sentAt } }),
  };
};

const bill = (shared: SharedState, customer: string, body: string): SharedState => {
  const billed = billedNumbered(shared.billed);
  const bodies = billed[customer] ?? [];
  if (bodies.includes(body)) return shared;
  return { ...shared, billed: billedLists.numberOf({ ...billed, [customer]: [...bodies, body] }) };
};
