import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { EXCLUSION_REASONS, FACT_KINDS, type FactOf, scope, type Scope } from '../domain/facts/facts.ts';
import { customerId, instant, later, text, keywordField } from '../domain/facts/fields.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { parse } from '../lib/validation.ts';

/**
 * What people and other systems record through the HTTP API, as facts. One strict schema a call; a wrong body is `Rejected` with
 * every fault. An id is the caller's own or is derived from what is said, so that the same said again is the same fact.
 */

/** A caller's own id: 1 to 200 characters, none of them a control character. */
const ownId = z
  .string()
  .check(z.regex(/^[^\p{Cc}\p{Cs}]{1,200}$/u, 'not 1 to 200 characters without control characters'));

/** Free text that is kept beside the fact and decides nothing. */
const words = text.check(z.maxLength(20_000, 'longer than 20000 characters'));

const endsAfterItStarts = later('start', 'end', 'not after start', (start, end) => end > start);
const window = { start: instant, end: instant };

const noticeBody = z
  .strictObject({
    id: z.optional(ownId),
    customer: customerId,
    recognizedAt: instant,
    receivedAt: z.optional(instant),
    text: words,
    channel: keywordField(['email', 'portal', 'phone-transcript']),
  })
  .check(later('recognizedAt', 'receivedAt', 'before recognizedAt', (recognized, received) => received >= recognized));

const maintenanceBody = z
  .strictObject({
    id: z.optional(ownId),
    scope,
    ...window,
    announcedAt: z.optional(instant),
    requestedBy: keywordField(['company', 'customer']),
  })
  .check(endsAfterItStarts);

const exclusionBody = z
  .strictObject({ id: z.optional(ownId), scope, ...window, reason: keywordField(EXCLUSION_REASONS), evidence: words })
  .check(endsAfterItStarts);

const downtimeBody = z
  .strictObject({ id: z.optional(ownId), component: text, ...window, evidence: words })
  .check(endsAfterItStarts);

const retractionBody = z.strictObject({
  of: z.strictObject({ kind: keywordField(FACT_KINDS), id: text }),
  reason: words,
});

/** A record as a fact, with what else was said, and which fields the door filled in from its own clock. */
export type RecordedBody<F extends FactOf<'notice' | 'maintenance' | 'exclusion' | 'downtime'>> = {
  readonly fact: F & { readonly recordedAt: Instant };
  readonly said: Readonly<Record<string, string>>;
  readonly filledIn: readonly ('receivedAt' | 'announcedAt')[];
  /** The caller's own id, where it gave one. */
  readonly ownId: string | undefined;
};

/** A notice in writing (clause 6). `receivedAt` is now, unless it reached the company earlier by mail; never in the future. */
export const noticeRecord = (body: unknown, now: Instant): RecordedBody<FactOf<'notice'>> => {
  const {
    id,
    customer,
    text: said,
    channel,
    ...read
  } = parse(noticeBody.check(notInFuture('recognizedAt', now), notInFuture('receivedAt', now)), body);
  const derived = derivedId([customer, read.recognizedAt, read.receivedAt, channel, said]);
  return {
    fact: {
      kind: 'notice',
      id: `${customer}/${id ?? derived}`,
      recordedAt: now,
      customer,
      recognizedAt: read.recognizedAt,
      receivedAt: read.receivedAt ?? now,
    },
    said: { text: said, channel },
    filledIn: read.receivedAt === undefined ? ['receivedAt'] : [],
    ownId: id,
  };
};

/** Maintenance, planned or not. `announcedAt` is now, unless it was announced earlier; never in the future. */
export const maintenanceRecord = (body: unknown, now: Instant): RecordedBody<FactOf<'maintenance'>> => {
  const { id, announcedAt, ...read } = parse(maintenanceBody.check(notInFuture('announcedAt', now)), body);
  return {
    fact: {
      kind: 'maintenance',
      id: id ?? derivedId([read.scope, read.start, read.end, read.requestedBy, announcedAt]),
      recordedAt: now,
      ...read,
      announcedAt: announcedAt ?? now,
    },
    said: {},
    filledIn: announcedAt === undefined ? ['announcedAt'] : [],
    ownId: id,
  };
};

/** A stretch that does not count, with the evidence for it (clauses 3 and 9). */
export const exclusionRecord = (body: unknown, now: Instant): RecordedBody<FactOf<'exclusion'>> => {
  const { id, evidence, ...read } = parse(exclusionBody, body);
  return {
    fact: {
      kind: 'exclusion',
      id: id ?? derivedId([read.scope, read.start, read.end, read.reason, evidence]),
      recordedAt: now,
      ...read,
    },
    said: { evidence },
    filledIn: [],
    ownId: id,
  };
};

/** Downtime that no alarm saw, with the evidence for it. */
export const downtimeRecord = (body: unknown, now: Instant): RecordedBody<FactOf<'downtime'>> => {
  const { id, evidence, ...read } = parse(downtimeBody, body);
  return {
    fact: {
      kind: 'downtime',
      id: id ?? derivedId([read.component, read.start, read.end, evidence]),
      recordedAt: now,
      ...read,
    },
    said: { evidence },
    filledIn: [],
    ownId: id,
  };
};

/** What is to be retracted, and why. */
export const retractionRecord = (body: unknown): z.output<typeof retractionBody> => parse(retractionBody, body);

/** The component that a scope names, if it names one. */
export const componentOf = (of: Scope): string | undefined => ('component' in of ? of.component : undefined);

/** A field that names something that has happened. */
const notInFuture = <F extends string>(field: F, now: Instant) =>
  z.refine<{ [K in F]?: Instant | undefined }>((value) => (value[field] ?? now) <= now, {
    error: `in the future (it is ${formatInstant(now)})`,
    path: [field],
  });

/** An id made of what is said: 32 hexadecimal digits of its SHA-256. */
const derivedId = (said: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 32);
