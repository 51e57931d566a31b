import * as z from 'zod/mini';
import { anyText, customerId, impact, instantField, later, month, keywordField } from './fields.ts';

/** In order of severity. A provider's component is out while its status is at least the policy's minimum. */
export const PROVIDER_STATUSES = [
  'operational',
  'degraded_performance',
  'under_maintenance',
  'partial_outage',
  'major_outage',
] as const;
export type ProviderStatus = (typeof PROVIDER_STATUSES)[number];

const MONITOR_STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA', 'DELETED'] as const;

export const EXCLUSION_REASONS = ['third-party', 'force-majeure', 'policy-block'] as const;

/** The steps of a claim. A notice that names none belongs to `notice`. */
export const CLAIM_STEPS = ['notice', 'claim'] as const;
export type ClaimStepName = (typeof CLAIM_STEPS)[number];

export const FACT_KINDS = [
  'monitor-state',
  'downtime',
  'provider-status',
  'maintenance',
  'exclusion',
  'notice',
  'retraction',
] as const;

/** The subject of maintenance or of an exclusion: everything, one component, or one customer. */
export const scope = z.union(
  [
    z.strictObject({ all: z.literal(true) }),
    z.strictObject({ component: anyText }),
    z.strictObject({ customer: customerId }),
  ],
  'not one of {"all": true}, {"component": id}, {"customer": id}',
);
export type Scope = z.output<typeof scope>;

/** The fields of every fact: an id unique within its kind, and when the system recorded it (missing: always known). */
export const everyFact = { id: anyText, recordedAt: z.optional(instantField) };

const period = { start: instantField, end: instantField };
const endsAfterItStarts = later('start', 'end', 'not after start', (start, end) => end > start);

/** The state of an alarm from `at` on. `since`: the start of the data behind that state. */
const monitorState = z
  .strictObject({
    kind: z.literal('monitor-state'),
    ...everyFact,
    monitor: anyText,
    state: keywordField(MONITOR_STATES),
    at: instantField,
    since: z.optional(instantField),
  })
  .check(later('at', 'since', 'after at', (at, since) => since <= at));

/** Downtime that an operator declared where no alarm saw it. */
const declaredDowntime = z
  .strictObject({
    kind: z.literal('downtime'),
    ...everyFact,
    component: anyText,
    ...period,
    impact: z.optional(impact),
  })
  .check(endsAfterItStarts);

/** The status of a provider's component from `at` on. `component` is its code, which outlives its name. */
const providerStatus = z.strictObject({
  kind: z.literal('provider-status'),
  ...everyFact,
  provider: anyText,
  component: anyText,
  status: keywordField(PROVIDER_STATUSES),
  at: instantField,
});

/** Maintenance. The policy decides from `announcedAt` and `requestedBy` whether it is scheduled. */
const maintenance = z
  .strictObject({
    kind: z.literal('maintenance'),
    ...everyFact,
    scope,
    ...period,
    announcedAt: instantField,
    requestedBy: keywordField(['company', 'customer']),
  })
  .check(endsAfterItStarts);

/** Time that does not count, for a reason that the contract names. */
const exclusion = z
  .strictObject({
    kind: z.literal('exclusion'),
    ...everyFact,
    reason: keywordField(EXCLUSION_REASONS),
    scope,
    ...period,
  })
  .check(endsAfterItStarts);

/** A customer's written notice or claim: it recognised downtime at `recognizedAt`; the company received it at `receivedAt`. */
const notice = z
  .strictObject({
    kind: z.literal('notice'),
    ...everyFact,
    customer: customerId,
    recognizedAt: instantField,
    receivedAt: instantField,
    step: z.optional(keywordField(CLAIM_STEPS)),
    service: z.optional(customerId),
    month: z.optional(month),
  })
  .check(later('recognizedAt', 'receivedAt', 'before recognizedAt', (recognized, received) => received >= recognized));

/** A fact that was recorded in error. It is ignored from the retraction's `recordedAt` on. */
const retraction = z.strictObject({
  kind: z.literal('retraction'),
  ...everyFact,
  of: z.strictObject({ kind: keywordField(FACT_KINDS), id: anyText }),
  reason: anyText,
});

/**
 * A fact: immutable, and the only source of a statement (`docs/rules.md §2`).
 * Instants are milliseconds once decoded and `2026-10-14T17:00:00.000Z` in JSON.
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
/** A fact as JSON. */
export type FactJson = z.input<typeof fact>;

/** Returns a fact's identity: an id is unique within its kind. */
export const factKey = ({ kind, id }: { readonly kind: string; readonly id: string }): string => `${kind} ${id}`;

/** Returns the one customer that a fact is about, or undefined if it is about several. */
export const ownerOf = (fact: Fact): string | undefined => {
  if (fact.kind === 'notice') return fact.customer;
  if ((fact.kind === 'maintenance' || fact.kind === 'exclusion') && 'customer' in fact.scope)
    return fact.scope.customer;
  return undefined;
};
