import { pollTwilio } from '../../../functions/poll-twilio/poll-twilio.ts';
import type { MetricName } from '../../../shared/config/telemetry-names.ts';
import { effectiveFacts } from '../../../shared/domain/facts/effective-facts.ts';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';
import { loadSharedFacts } from '../../../shared/persistence/shared-facts.ts';
import { instant } from '../builders/instant.ts';
import { type Dynamo, startDynamo } from './test-dynamo.ts';
import { type Queues, startQueues, take, type Taken } from './emulated-queue.ts';
import { startStatusPage, type StatusPage } from '../http/status-page.ts';

/** The component that ours depends on, of either page. */
export const CODE = 'voicecode001';

/** The poller on a table, a queue and two pages of its own, with a clock that the test sets. */
export type Polling = {
  readonly dynamo: Dynamo;
  readonly twilio: StatusPage;
  readonly other: StatusPage;
  /** As a function that has just started; call what it gives again for one that is warm. */
  readonly cold: (table?: Table, url?: string) => () => Promise<void>;
  readonly clock: { now: number };
  /** What was counted, by page: `PollsSucceeded twilio`. */
  readonly counts: Map<string, number>;
  readonly notes: { readonly message: string; readonly details: unknown }[];
  /** How long the poller paused, in ms. */
  readonly pauses: number[];
  readonly refused: () => Promise<Taken[]>;
  /** What stands of a component: `17:10 major_outage`. */
  readonly standing: (component?: string, provider?: string) => Promise<string[]>;
  readonly sources: Parameters<typeof pollTwilio>[0]['sources'];
  readonly forget: () => void;
  readonly stop: () => Promise<void>;
};

const NOW = instant('2026-10-20T12:00:00Z');

/** Starts all of it; a new table with `forget`, which comes before each test. */
export const startPolling = async (): Promise<Polling> => {
  const [dynamo, queues, twilio, other]: [Dynamo, Queues, StatusPage, StatusPage] = await Promise.all([
    startDynamo(),
    startQueues(),
    startStatusPage('gpkpyklzq55q'),
    startStatusPage('anotherpage1'),
  ]);
  const refused = await queues.create('refused');
  const clock = { now: NOW };
  const counts = new Map<string, number>();
  const notes: Polling['notes'] = [];
  const pauses: number[] = [];
  const sources = (url: string): Polling['sources'] => ({
    providers: {
      twilio: { statusPage: { id: twilio.id, url } },
      other: { statusPage: { id: other.id, url: other.url } },
    },
    components: {
      voice: {
        alarms: [],
        dependsOn: [
          { provider: 'twilio', component: CODE },
          { provider: 'aws', component: 'LAMBDA/us-east-1' },
        ],
      },
    },
  });
  const count = (what: MetricName, times = 1, { page }: Readonly<Record<string, string>> = {}): void => {
    const name = page === undefined ? what : `${what} ${page}`;
    counts.set(name, (counts.get(name) ?? 0) + times);
  };
  return {
    dynamo,
    twilio,
    other,
    clock,
    counts,
    notes,
    pauses,
    sources: sources(twilio.url),
    cold: (table = dynamo.table, url = twilio.url) =>
      pollTwilio({
        table,
        deadLetters: refused,
        sources: sources(url),
        telemetry: {
          count,
          rejected: (door, { message }) => notes.push({ message: `${door} refused`, details: message }),
          note: (message, details) => notes.push({ message, details }),
        },
        clock: () => clock.now,
        timeoutMs: 250,
        pause: async (ms) => {
          pauses.push(ms);
        },
      }),
    refused: () => take(refused),
    standing: async (component = CODE, provider = 'twilio') => {
      const subjects = { monitors: [], components: [], providerComponents: [{ provider, component }] };
      const range = { from: instant('2026-10-01T00:00:00Z'), to: clock.now };
      const facts = effectiveFacts(await loadSharedFacts(dynamo.table, subjects, range, clock.now), clock.now);
      return facts
        .flatMap((fact) =>
          fact.kind === 'provider-status' ? [`${formatInstant(fact.at).slice(11, 16)} ${fact.status}`] : [],
        )
        .toSorted();
    },
    forget: () => {
      clock.now = NOW;
      counts.clear();
      notes.length = 0;
      pauses.length = 0;
      twilio.reset();
      other.reset();
    },
    stop: async () => {
      await Promise.all([dynamo.stop(), queues.stop(), twilio.stop(), other.stop()]);
    },
  };
};
