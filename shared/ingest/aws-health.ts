import * as z from 'zod/mini';
import type { FactOf } from '../domain/facts/facts.ts';
import { instant, keyText, text } from '../domain/facts/fields.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { parse } from '../lib/validation.ts';
import { writtenInstant } from './source-timestamps.ts';
import {
  type VersionChanges,
  planVersionChanges,
  type UpdateStatement,
  type Update,
  type Version,
  versionFields,
  isWithdrawn,
} from './update-versions.ts';

/** `arn:aws:health:us-east-1::event/EC2/…`: it names the region that the event is about, or `global`. */
const EVENT_ARN = /^arn:[^:\s]+:health:([^:\s]+):[^:\s]*:event\/[^\s#%]+$/;

/** The longest ARN that keys and ids are made of, in bytes; AWS's own have some 150. */
const LONGEST_ARN = 512;

const detail = z
  .object(
    {
      eventArn: keyText(LONGEST_ARN).check(z.regex(EVENT_ARN, 'not the ARN of a Health event')),
      service: text,
      eventRegion: z.optional(text),
      eventTypeCategory: text,
      startTime: writtenInstant,
      endTime: z.nullish(writtenInstant),
      statusCode: z.optional(text),
      lastUpdatedTime: z.nullish(writtenInstant),
    },
    'not an object',
  )
  .check(
    z.refine(({ startTime, endTime }) => (endTime ?? startTime) >= startTime, {
      error: 'before startTime',
      path: ['endTime'],
    }),
  );

const delivered = z.object(
  { 'detail-type': z.literal('AWS Health Event', 'not AWS Health Event'), detail },
  'not an object',
);

/**
 * An event of AWS Health, as far as it tells what was out when. `provided`: what was out, as a component's `dependsOn` names it
 * (`LAMBDA/us-east-1`, `IAM/global`). Pages and copies of an event tell the same, so what follows from them is the same.
 */
export type HealthEvent = {
  readonly eventArn: string;
  readonly provided: string;
  readonly category: string;
  readonly startTime: Instant;
  /** Only of an event that has ended: AWS calls it closed. */
  readonly endTime?: Instant;
  readonly lastUpdatedTime?: Instant;
};

/** Reads an `AWS Health Event` as EventBridge delivers it. Throws `Rejected` for another event. */
export const healthEvent = (event: unknown): HealthEvent => {
  const { eventArn, service, startTime, ...read } = parse(delivered, event).detail;
  const [, arnRegion] = EVENT_ARN.exec(eventArn) ?? [];
  // Older events lack `eventRegion` and `statusCode`; the outer region is where the event was delivered, never what it is about.
  const endTime = (read.statusCode ?? 'closed') === 'closed' ? (read.endTime ?? undefined) : undefined;
  const lastUpdatedTime = read.lastUpdatedTime ?? undefined;
  return {
    eventArn,
    provided: `${service}/${read.eventRegion ?? arnRegion}`,
    category: read.eventTypeCategory,
    startTime,
    ...(endTime === undefined ? {} : { endTime }),
    ...(lastUpdatedTime === undefined ? {} : { lastUpdatedTime }),
  };
};

/** What an event says of one of our components: from when to when what it depends on was out. */
export type Outage = UpdateStatement & { readonly start: Instant; readonly end: Instant };

/** A version of what an event said of a component, as it is stored: instants in UTC outside, milliseconds inside. */
export const storedOutage = z.union([
  z.object({ ...versionFields, factId: text, start: instant, end: instant }),
  isWithdrawn,
]);

type Components = {
  readonly [id: string]: { readonly dependsOn: readonly { readonly provider: string; readonly component: string }[] };
};

/**
 * What follows from an event for the components that depend on `{"provider": "aws", "component": "LAMBDA/us-east-1"}`, given all
 * that is stored of this event: an issue that has ended excludes its stretch; one corrected later replaces what it said before.
 * An issue that is open, or opened again, says nothing yet: what it excluded before was an outage all the same.
 */
export const planOutageChanges = (
  stored: readonly Version<Outage>[],
  event: HealthEvent,
  components: Components,
): VersionChanges<Outage> => {
  const { update, words } = outagesOf(event, components);
  return planVersionChanges(stored, update, words, (a, b) => a.start === b.start && a.end === b.end);
};

const outagesOf = (event: HealthEvent, components: Components): { update: Update; words: Outage[] } => {
  const { eventArn, category, startTime: start, endTime: end, lastUpdatedTime } = event;
  const edited = lastUpdatedTime === undefined ? {} : { updatedAt: lastUpdatedTime };
  if (category !== 'issue' || end === undefined) {
    return { update: { id: eventArn, codes: undefined, ...edited }, words: [] };
  }
  const affected = end === start ? [] : dependents(components, event.provided);
  return {
    update: { id: eventArn, codes: affected, ...edited },
    words: affected.map((component) => ({
      update: eventArn,
      component,
      factId: `${eventArn} ${component} ${formatInstant(start)} ${formatInstant(end)}`,
      start,
      end,
      ...edited,
    })),
  };
};

/** Our components that depend on what is out. */
export const dependents = (components: Components, provided: string): string[] =>
  Object.entries(components)
    .filter(([, { dependsOn }]) =>
      dependsOn.some(({ provider, component }) => provider === 'aws' && component === provided),
    )
    .map(([id]) => id);

/** What an event tells of an issue as such: since when, and whether it is over; undefined for an event of another category. */
export const issueOf = ({ eventArn, provided, category, startTime, endTime, lastUpdatedTime }: HealthEvent) =>
  category === 'issue'
    ? { event: eventArn, provided, start: startTime, isOver: endTime !== undefined, updatedAt: lastUpdatedTime }
    : undefined;

/** The fact of an outage of AWS: beyond the company's control, for the component that depends on what was out (clause 3). */
export const outageExclusion = ({ factId, component, start, end }: Outage): FactOf<'exclusion'> => ({
  kind: 'exclusion',
  id: factId,
  reason: 'third-party',
  scope: { component },
  start,
  end,
});
