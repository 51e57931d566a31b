import { pollTwilio } from '../../../functions/poll-twilio/poll-twilio.ts';
import type { MetricName } from '../../../shared/config/telemetry-names.ts';
import { effectiveFacts } from '../../../shared/domain/facts/effective-facts.ts';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';
import { loadSharedFacts } from '../../../shared/persistence/shared-facts.ts';
import { instant } from '../builders/instant-text.ts';
import { type Dynamo, startDynamo } from './test-dynamo.ts';
import { type EmulatedQueues, startQueues, takeMessages, type TakenMessage } from './emulated-queue.ts';
import { startStatusPage, type StatusPage } from '../http/status-page.ts';

/** The component of either page on which the configured component depends. */
export const VOICE_CODE = 'voicecode001';

/** The poller with a table, a queue, two status pages and a clock of its own. */
export type Poller = {
  readonly dynamo: Dynamo;
  readonly twilio: StatusPage;
  readonly other: StatusPage;
  /** Starts the function anew. Call the result again for a warm start. */
  readonly cold: (table?: Table, url?: string) => () => Promise<void>;
  readonly clock: { now: number };
  /** Counts by metric and page, such as `PollsSucceeded twilio`. */
  readonly counts: Map<string, number>;
  readonly notes: { readonly message: string; readonly details: unknown }[];
  /** The pauses of the poller in ms. */
  readonly pauses: number[];
  readonly refused: () => Promise<TakenMessage[]>;
  /** Returns the statuses in effect of a component, such as `17:10 major_outage`. */
  readonly standing: (component?: string, provider?: string) => Promise<string[]>;
  readonly sources: Parameters<typeof pollTwilio>[0]['sources'];
  readonly forget: () => void;
  readonly stop: () => Promise<void>;
};

const NOW = instant('2026-10-20T12:00:00Z');

/** Starts a poller. `forget` resets all but the table and the queue before each test. */
export const startPoller = async (): Promise<Poller> => {
  const [dynamo, queues, twilio, other]: [Dynamo, EmulatedQueues, StatusPage, StatusPage] = await Promise.all([
    startDynamo(),
    startQueues(),
    startStatusPage('gpkpyklzq55q'),
    startStatusPage('anotherpage1'),
  ]);
  const refused = await queues.create('refused');
  const clock = { now: NOW };
  const counts = new Map<string, number>();
  const notes: Poller['notes'] = [];
  const pauses: number[] = [];
  const sources = (url: string): Poller['sources'] => ({
    providers: {
      twilio: { statusPage: { id: twilio.id, url } },
      other: { statusPage: { id: other.id, url: other.url } },
    },
    components: {
      voice: {
        alarms: [],
        dependsOn: [
          { provider: 'twilio', component: VOICE_CODE },
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
        timeoutMs: 1000,
        pause: async (ms) => {
          pauses.push(ms);
        },
      }),
    refused: () => takeMessages(refused),
    standing: async (component = VOICE_CODE, provider = 'twilio') => {
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
