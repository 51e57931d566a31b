import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { CLAIM_STEPS, EXCLUSION_REASONS, FACT_KINDS, type FactOf, scope, type Scope } from '../domain/facts/facts.ts';
import { customerId, impact, isObject, keywordField, later, month, text } from '../domain/facts/fields.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { DAY_MS } from '../lib/time-units.ts';
import { parse, tryParse } from '../lib/validation.ts';
import { utcMonth } from '../persistence/keys.ts';
import { bodyInstant } from './instant-fault.ts';

/**
 * Bodies of the HTTP API, parsed into facts. Each call has a strict schema; `InvalidInput` lists every fault.
 * The id comes from the caller or from the content, so that a repeated call records the same fact.
 */

/** An id that the caller gives: 1 to 200 characters without control characters. */
const ownId = z
  .string()
  .check(z.regex(/^[^\p{Cc}\p{Cs}]{1,200}$/u, 'not 1 to 200 characters without control characters'));

/** Free text that is stored beside the fact. It affects no amount. */
export const freeText = text.check(z.maxLength(20_000, 'longer than 20000 characters'));

const endsAfterItStarts = later('start', 'end', 'not after start', (start, end) => end > start);
const window = { start: bodyInstant, end: bodyInstant };

const noticeBody = z
  .strictObject({
    id: z.optional(ownId),
    customer: customerId,
    recognizedAt: bodyInstant,
    receivedAt: z.optional(bodyInstant),
    text: freeText,
    channel: keywordField(['email', 'portal', 'phone-transcript', 'helpdesk']),
    step: z.optional(keywordField(CLAIM_STEPS)),
    service: z.optional(customerId),
    month: z.optional(month),
  })
  .check(
    later('recognizedAt', 'receivedAt', 'before recognizedAt', (recognized, received) => received >= recognized),
    z.refine(
      ({ recognizedAt, month: claimed }) =>
        typeof recognizedAt !== 'number' || typeof claimed !== 'string' || claimed <= latestMonth(recognizedAt),
      { error: 'had not begun when it was recognised', path: ['month'], when: ({ value }) => isObject(value) },
    ),
  );

/** Returns the latest month in any zone at an instant. No zone is a whole day ahead of UTC. */
export const latestMonth = (at: Instant): string => utcMonth(at + DAY_MS);

const maintenanceBody = z
  .strictObject({
    id: z.optional(ownId),
    scope,
    ...window,
    announcedAt: z.optional(bodyInstant),
    requestedBy: keywordField(['company', 'customer']),
    evidence: z.optional(freeText),
  })
  .check(endsAfterItStarts);

const exclusionBody = z
  .strictObject({
    id: z.optional(ownId),
    scope,
    ...window,
    reason: keywordField(EXCLUSION_REASONS),
    evidence: freeText,
  })
  .check(endsAfterItStarts);

const downtimeBody = z
  .strictObject({ id: z.optional(ownId), component: text, ...window, impact: z.optional(impact), evidence: freeText })
  .check(endsAfterItStarts);

/** `customer`: of a notice, where several customers have one of this id. */
const retractionBody = z.strictObject({
  of: z.strictObject({ kind: keywordField(FACT_KINDS), id: text, customer: z.optional(customerId) }),
  reason: freeText,
});

/** The bodies of the calls that record evidence, by the path of the call. */
export const RECORD_BODIES = {
  '/notices': noticeBody,
  '/maintenance': maintenanceBody,
  '/exclusions': exclusionBody,
  '/downtimes': downtimeBody,
  '/retractions': retractionBody,
} as const;

/** A parsed body: the fact, the free text, and the fields that were set to the current time. */
export type RecordedBody<F extends FactOf<'notice' | 'maintenance' | 'exclusion' | 'downtime'>> = {
  readonly fact: F & { readonly recordedAt: Instant };
  readonly said: Readonly<Record<string, string>>;
  readonly filledIn: readonly ('receivedAt' | 'announcedAt')[];
  /** The id that the caller gave. */
  readonly ownId: string | undefined;
};

/** A schema with the clock takes longer to create than a notice to parse. Only an invalid notice gets one. */
const parseNotice = (body: unknown, now: Instant): z.output<typeof noticeBody> => {
  const { value } = tryParse(noticeBody, body);
  return value !== undefined && value.recognizedAt <= now && (value.receivedAt ?? now) <= now
    ? value
    : parse(noticeBody.check(notInFuture('recognizedAt', now), notInFuture('receivedAt', now)), body);
};

/** Returns a written notice or claim (clause 6). `step`, `service` and `month` are as in the fact. `receivedAt` defaults to now, and may be earlier but not in the future. */
export const noticeRecord = (body: unknown, now: Instant): RecordedBody<FactOf<'notice'>> => {
  const { id, customer, text: noticeText, channel, recognizedAt, receivedAt, ...claimed } = parseNotice(body, now);
  const derived = derivedId([customer, recognizedAt, receivedAt, channel, noticeText, claimed]);
  return {
    fact: {
      kind: 'notice',
      id: `${customer}/${id ?? derived}`,
      recordedAt: now,
      customer,
      recognizedAt,
      receivedAt: receivedAt ?? now,
      ...claimed,
    },
    said: { text: noticeText, channel },
    filledIn: receivedAt === undefined ? ['receivedAt'] : [],
    ownId: id,
  };
};

/** Returns maintenance, planned or not, and the evidence of its announcement. `announcedAt` defaults to now, and may be earlier but not in the future. */
export const maintenanceRecord = (body: unknown, now: Instant): RecordedBody<FactOf<'maintenance'>> => {
  const { id, announcedAt, evidence, ...given } = parse(maintenanceBody.check(notInFuture('announcedAt', now)), body);
  return {
    fact: {
      kind: 'maintenance',
      id:
        id ??
        derivedId([
          given.scope,
          given.start,
          given.end,
          given.requestedBy,
          announcedAt,
          ...(evidence === undefined ? [] : [evidence]),
        ]),
      recordedAt: now,
      ...given,
      announcedAt: announcedAt ?? now,
    },
    said: evidence === undefined ? {} : { evidence },
    filledIn: announcedAt === undefined ? ['announcedAt'] : [],
    ownId: id,
  };
};

/** Returns an excluded interval and the evidence for it (clauses 3 and 9). */
export const exclusionRecord = (body: unknown, now: Instant): RecordedBody<FactOf<'exclusion'>> => {
  const { id, evidence, ...given } = parse(exclusionBody, body);
  return {
    fact: {
      kind: 'exclusion',
      id: id ?? derivedId([given.scope, given.start, given.end, given.reason, evidence]),
      recordedAt: now,
      ...given,
    },
    said: { evidence },
    filledIn: [],
    ownId: id,
  };
};

/** Returns downtime that no alarm detected, and the evidence for it. */
export const downtimeRecord = (body: unknown, now: Instant): RecordedBody<FactOf<'downtime'>> => {
  const { id, evidence, ...given } = parse(downtimeBody, body);
  return {
    fact: {
      kind: 'downtime',
      id: id ?? derivedId([given.component, given.start, given.end, given.impact?.written, evidence]),
      recordedAt: now,
      ...given,
    },
    said: { evidence },
    filledIn: [],
    ownId: id,
  };
};

/** Returns the fact to retract, and the reason. */
export const retractionRecord = (body: unknown): z.output<typeof retractionBody> => parse(retractionBody, body);

/** Returns the component of a scope, if it has one. */
export const scopeComponent = (of: Scope): string | undefined => ('component' in of ? of.component : undefined);

/** Requires that a field is not in the future. */
const notInFuture = <F extends string>(field: F, now: Instant) =>
  z.refine<{ [K in F]?: Instant | undefined }>((value) => (value[field] ?? now) <= now, {
    error: `in the future (it is ${formatInstant(now)})`,
    path: [field],
  });

/** Returns 32 hexadecimal digits of the content's SHA-256. */
export const derivedId = (content: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
