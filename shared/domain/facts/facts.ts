import * as z from 'zod/mini';
import { anyText, customerId, instant, later, keywordField } from './fields.ts';

/** By gravity, least first: a provider's component is out while its status is at least the policy's minimum. */
export const PROVIDER_STATUSES = [
  'operational',
  'degraded_performance',
  'under_maintenance',
  'partial_outage',
  'major_outage',
] as const;

const MONITOR_STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA', 'DELETED'] as const;

export const EXCLUSION_REASONS = ['third-party', 'force-majeure', 'policy-block'] as const;

export const FACT_KINDS = [
  'monitor-state',
  'downtime',
  'provider-status',
  'maintenance',
  'exclusion',
  'notice',
  'retraction',
] as const;

/** Whom a window concerns: everybody, those who use a component, or one customer. */
export const scope = z.union(
  [
    z.strictObject({ all: z.literal(true) }),
    z.strictObject({ component: anyText }),
    z.strictObject({ customer: customerId }),
  ],
  'not one of {"all": true}, {"component": id}, {"customer": id}',
);
export type Scope = z.output<typeof scope>;

/** What every fact has: an id unique within its kind, and when the system learned it (left out: always known). */
export const everyFact = { id: anyText, recordedAt: z.optional(instant) };

/** `[start, end)`: the end is after the start. */
const window = { start: instant, end: instant };
const endsAfterItStarts = later('start', 'end', 'not after start', (start, end) => end > start);

/** An alarm said that it is in `state` since `at`; `since`: where the data behind that state begin. */
const monitorState = z
  .strictObject({
    kind: z.literal('monitor-state'),
    ...everyFact,
    monitor: anyText,
    state: keywordField(MONITOR_STATES),
    at: instant,
    since: z.optional(instant),
  })
  .check(later('at', 'since', 'after at', (at, since) => since <= at));

/** Downtime that an operator declared where no alarm saw it. */
const declaredDowntime = z
  .strictObject({ kind: z.literal('downtime'), ...everyFact, component: anyText, ...window })
  .check(endsAfterItStarts);

/** A status page said that a provider's component (its code, which outlives its name) has `status` since `at`. */
const providerStatus = z.strictObject({
  kind: z.literal('provider-status'),
  ...everyFact,
  provider: anyText,
  component: anyText,
  status: keywordField(PROVIDER_STATUSES),
  at: instant,
});

/** Maintenance, scheduled or not: whether it is, the rules decide from `announcedAt` and `requestedBy`. */
const maintenance = z
  .strictObject({
    kind: z.literal('maintenance'),
    ...everyFact,
    scope,
    ...window,
    announcedAt: instant,
    requestedBy: keywordField(['company', 'customer']),
  })
  .check(endsAfterItStarts);

/** A stretch that does not count, for a reason that the contract names. */
const exclusion = z
  .strictObject({
    kind: z.literal('exclusion'),
    ...everyFact,
    reason: keywordField(EXCLUSION_REASONS),
    scope,
    ...window,
  })
  .check(endsAfterItStarts);

/** A customer wrote: it recognised a downtime at `recognizedAt`, and the company had it in writing at `receivedAt`. */
const notice = z
  .strictObject({
    kind: z.literal('notice'),
    ...everyFact,
    customer: customerId,
    recognizedAt: instant,
    receivedAt: instant,
  })
  .check(later('recognizedAt', 'receivedAt', 'before recognizedAt', (recognized, received) => received >= recognized));

/** A fact that was recorded in error does not exist from `recordedAt` on. */
const retraction = z.strictObject({
  kind: z.literal('retraction'),
  ...everyFact,
  of: z.strictObject({ kind: keywordField(FACT_KINDS), id: anyText }),
  reason: anyText,
});

/**
 * A fact: immutable, and the only thing that a statement is computed from (semantics, section 2).
 * Instants are milliseconds inside and `2026-10-14T17:00:00.000Z` outside; `z.decode` and `z.encode` go both ways.
 */
export const fact = z.discriminatedUnion('kind', [
  monitorState,
  declaredDowntime,
  providerStatus,
  maintenance,
  exclusion,
  notice,
  retraction,
]);
export type Fact = z.output<typeof fact>;
export type FactKind = Fact['kind'];
export type FactOf<K extends FactKind> = Extract<Fact, { kind: K }>;
/** A fact as JSON carries it. */
export type WireFact = z.input<typeof fact>;

/** A fact's identity: an id is unique within its kind. */
export const factKey = ({ kind, id }: { readonly kind: string; readonly id: string }): string => `${kind} ${id}`;
