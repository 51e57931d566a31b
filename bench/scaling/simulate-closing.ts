import { MESSAGE_GROUPS } from '../../shared/messaging/message-groups.ts';
import { creditLists } from '../../shared/persistence/keys.ts';

/** Published limits of a new AWS account. */
export const LIMITS = {
  /** A FIFO queue delivers one batch of a message group at a time. */
  groups: MESSAGE_GROUPS.length,
  lambdaConcurrency: 1000,
  /** Units a second of a new on-demand table; AWS doubles them as traffic grows. */
  tableWrites: 4000,
  tableReads: 12_000,
  /** Write units a second of the partitions that list a month's credits, each with 1,000. */
  listWrites: creditLists('2026-10').length * 1000,
  /** Calls a second, each with ten messages, to a high-throughput FIFO queue in the region with the lowest quota. */
  queueCalls: 2400,
  /** Puts a second under one prefix, which has all statements of a month. */
  bucketPuts: 3500,
} as const;

/** Assumed durations. */
const SECONDS = {
  read: 0.006,
  write: 0.008,
  put: 0.03,
  send: 0.012,
  start: 0.9,
  turn: 0.05,
  batchOverhead: 0.04,
} as const;

/** Measured seconds of one processor (1,769 MB), including requests. */
const CPU_SECONDS = { customer: 0.0007, statement: 0.005 } as const;
const BATCH_CUSTOMERS = 500;
const CONCURRENT_CUSTOMERS = 16;
const CONCURRENT_SENDS = 4;

export type ScalingLimits = { readonly [K in keyof typeof LIMITS]: number };

export type SimulatedClosing = {
  readonly customers: number;
  readonly seconds: number;
  /** The maximum of concurrent batches. */
  readonly concurrency: number;
  /** The used share of each limit, in descending order. */
  readonly loads: readonly { readonly name: string; readonly share: number }[];
};

/**
 * Simulates a close in virtual time (discrete events). Batches wait for their message group, a batch assesses 16
 * customers at once, and shared limits slow all batches. A tenth of the customers sent a notice; half of these receive
 * a credit.
 */
export const simulateClosing = (customers: number, limits: ScalingLimits = LIMITS): SimulatedClosing => {
  const { groups } = limits;
  const notices = Math.ceil(customers / 10);
  const counts = Array.from({ length: groups }, (_, group) => Math.floor((notices + group) / groups));
  // Planning reads list entries in the order of customers, and sends ten batches at a time. A page has 8,000 entries (256 read units).
  // A partition gives 3,000 read units a second, so a page takes 0.09 s.
  // The first batch of a group is full after reading the customers of about one batch of each group.
  const planningSeconds = (customers: number): number =>
    0.2 + (customers / 8000) * 0.09 + (customers / BATCH_CUSTOMERS / 10) * SECONDS.send;
  type Event = { readonly at: number; readonly group: number; readonly left: number };
  const ready = planningSeconds(Math.min(notices, BATCH_CUSTOMERS * groups)) + SECONDS.start;
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
    const size = Math.min(BATCH_CUSTOMERS, event.left);
    const done = event.at + batchSeconds(size, Math.min(groups, events.length + 1), limits);
    working += 1;
    concurrency = Math.max(concurrency, working);
    finishing.push(done);
    finishing.sort((a, b) => a - b);
    end = Math.max(end, done);
    if (event.left > size) events.push({ at: done + SECONDS.turn, group: event.group, left: event.left - size });
  }
  const credits = notices / 2;
  const busy = Math.max(1, end - SECONDS.start);
  const loads = [
    { name: 'table writes', share: (credits * 7) / busy / limits.tableWrites },
    { name: 'list writes', share: credits / busy / limits.listWrites },
    { name: 'table reads', share: notices / busy / limits.tableReads },
    { name: 'bucket puts', share: (credits * 2) / busy / limits.bucketPuts },
    { name: 'billing queue calls', share: credits / 10 / busy / limits.queueCalls },
    { name: 'Lambda concurrency', share: concurrency / limits.lambdaConcurrency },
  ].toSorted((a, b) => b.share - a.share);
  return { customers, seconds: end, concurrency, loads };
};

/** The duration of a batch among `concurrent` batches: the longest of waiting, processor time and shared limits. */
const batchSeconds = (size: number, concurrent: number, limits: ScalingLimits): number => {
  const credits = size / 2;
  const waiting =
    (size * SECONDS.read + credits * (SECONDS.write * 3 + SECONDS.put)) / CONCURRENT_CUSTOMERS +
    (credits / 10 / CONCURRENT_SENDS) * SECONDS.send;
  const computing = size * CPU_SECONDS.customer + credits * CPU_SECONDS.statement;
  const shared =
    concurrent *
    Math.max(
      (credits * 7) / limits.tableWrites,
      credits / limits.listWrites,
      size / limits.tableReads,
      (credits * 2) / limits.bucketPuts,
      credits / 10 / limits.queueCalls,
    );
  return SECONDS.batchOverhead + Math.max(waiting, computing, shared);
};
