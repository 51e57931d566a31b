import { MESSAGE_GROUPS } from '../../shared/messaging/message-groups.ts';

/**
 * A closing as a discrete-event model: chunks wait for their group, a chunk's customers are taken 16 at once, the table answers up to
 * its limit of requests a second, S3 and the queue likewise. Virtual time; nothing waits.
 */

/** Published limits of a fresh account, and supposed times of requests. */
export const LIMITS = {
  /** FIFO: one chunk of a group at a time. */
  groups: MESSAGE_GROUPS.length,
  lambdaConcurrency: 1000,
  /** A new on-demand table takes 4,000 write units and 12,000 read units a second; it doubles as traffic grows. */
  tableWrites: 4000,
  tableReads: 12_000,
  /** A partition of the index takes 1,000 write units a second: all credits of a month are in one. */
  indexWrites: 1000,
  /** Batches of ten to a FIFO queue of high throughput, as the template has it: 2,400 calls a second where a region allows the fewest. */
  queueCalls: 2400,
  /** Statements of a month under one prefix: 3,500 puts a second. */
  bucketPuts: 3500,
} as const;

const SECONDS = {
  read: 0.006,
  write: 0.008,
  put: 0.03,
  send: 0.012,
  start: 0.9,
  turn: 0.05,
  chunkExtra: 0.04,
} as const;

/** Seconds of a whole processor (1,769 MB) that a customer takes, and a statement with its page: as measured, requests included. */
const CPU = { customer: 0.0007, statement: 0.005 } as const;
const CHUNK = 500;
const AT_ONCE = 16;
const SENDS_AT_ONCE = 4;

export type Limits = { readonly [K in keyof typeof LIMITS]: number };

export type Simulated = {
  readonly customers: number;
  readonly seconds: number;
  /** The most chunks at work at once. */
  readonly concurrency: number;
  /** How much of its limit each resource needed, the first to throttle first. */
  readonly loads: readonly { readonly name: string; readonly share: number }[];
};

/** Closes a month of `customers`, a tenth of whom wrote and half of these are owed a credit. */
export const simulate = (customers: number, limits: Limits = LIMITS): Simulated => {
  const { groups } = limits;
  const writing = Math.ceil(customers / 10);
  const counts = Array.from({ length: groups }, (_, group) => Math.floor((writing + group) / groups));
  // Planning reads the index page by page (some 8,000 keys a page of 1 MB) in the order of customers, and sends ten chunks at a time: a
  // group's first chunk is sent once about as many customers have been read as all groups' first chunks hold.
  const planned = (customers: number): number =>
    0.2 + (customers / 8000) * 0.05 + (customers / CHUNK / 10) * SECONDS.send;
  type Event = { readonly at: number; readonly group: number; readonly left: number };
  const ready = planned(Math.min(writing, CHUNK * groups)) + SECONDS.start;
  const events: Event[] = counts.map((left, group) => ({ at: ready, group, left })).filter(({ left }) => left > 0);
  let end = 0;
  let working = 0;
  const finishing: number[] = [];
  let concurrency = 0;
  while (events.length > 0) {
    events.sort((a, b) => b.at - a.at);
    const event = events.pop();
    if (event === undefined) break;
    while ((finishing[0] ?? Infinity) <= event.at) {
      finishing.shift();
      working -= 1;
    }
    const size = Math.min(CHUNK, event.left);
    const done = event.at + chunkSeconds(size, Math.min(groups, events.length + 1), limits);
    working += 1;
    concurrency = Math.max(concurrency, working);
    finishing.push(done);
    finishing.sort((a, b) => a - b);
    end = Math.max(end, done);
    if (event.left > size) events.push({ at: done + SECONDS.turn, group: event.group, left: event.left - size });
  }
  const credits = writing / 2;
  const busy = Math.max(1, end - SECONDS.start);
  const loads = [
    { name: 'table writes', share: (credits * 7) / busy / limits.tableWrites },
    { name: 'index writes', share: credits / busy / limits.indexWrites },
    { name: 'table reads', share: writing / busy / limits.tableReads },
    { name: 'bucket puts', share: (credits * 2) / busy / limits.bucketPuts },
    { name: 'billing queue calls', share: credits / 10 / busy / limits.queueCalls },
    { name: 'Lambda concurrency', share: concurrency / limits.lambdaConcurrency },
  ].toSorted((a, b) => b.share - a.share);
  return { customers, seconds: end, concurrency, loads };
};

/** How long a chunk takes while `beside` chunks are at work: waiting, its own processor, or a limit that all of them share. */
const chunkSeconds = (size: number, beside: number, limits: Limits): number => {
  const credits = size / 2;
  const waiting =
    (size * SECONDS.read + credits * (SECONDS.write * 2 + SECONDS.put)) / AT_ONCE +
    (credits / 10 / SENDS_AT_ONCE) * SECONDS.send;
  const working = size * CPU.customer + credits * CPU.statement;
  const shared =
    beside *
    Math.max(
      (credits * 7) / limits.tableWrites,
      credits / limits.indexWrites,
      size / limits.tableReads,
      (credits * 2) / limits.bucketPuts,
      credits / 10 / limits.queueCalls,
    );
  return SECONDS.chunkExtra + Math.max(waiting, working, shared);
};
