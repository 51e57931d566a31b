import * as z from 'zod/mini';
import type { FactOf } from '../domain/facts/facts.ts';
import { instantField, keyText, text } from '../domain/facts/fields.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { parse } from '../lib/validation.ts';
import { sourceInstant } from './source-timestamps.ts';
import {
  type VersionChanges,
  planVersionChanges,
  type UpdateStatement,
  type ProviderUpdate,
  type UpdateVersion,
  versionFields,
  withdrawnVersion,
} from './update-versions.ts';

/** `arn:aws:health:us-east-1::event/EC2/…`: contains the region that the event is about, or `global`. */
const EVENT_ARN = /^arn:[^:\s]+:health:([^:\s]+):[^:\s]*:event\/[^\s#%]+$/;

/** Bytes of an event's ARN in keys and ids; ARNs of AWS have about 150. */
const ARN_BYTES_MAX = 512;

const detail = z
  .object(
    {
      eventArn: keyText(ARN_BYTES_MAX).check(z.regex(EVENT_ARN, 'not the ARN of a Health event')),
      service: text,
      eventRegion: z.optional(text),
      eventTypeCategory: text,
      startTime: sourceInstant,
      endTime: z.nullish(sourceInstant),
      statusCode: z.optional(text),
      lastUpdatedTime: z.nullish(sourceInstant),
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
 * The parts of an AWS Health event that describe an outage.
 * `provided`: the service and region, as in `dependsOn` (`LAMBDA/us-east-1`, `IAM/global`).
 */
export type HealthEvent = {
  readonly eventArn: string;
  readonly provided: string;
  readonly category: string;
  readonly startTime: Instant;
  /** Set only for a closed event. */
  readonly endTime?: Instant;
  readonly lastUpdatedTime?: Instant;
};

/** Parses an `AWS Health Event` from EventBridge. Throws `InvalidInput` for other events. */
export const parseHealthEvent = (event: unknown): HealthEvent => {
  const { eventArn, service, startTime, ...optional } = parse(delivered, event).detail;
  const [, arnRegion] = EVENT_ARN.exec(eventArn) ?? [];
  // Older events lack `eventRegion` and `statusCode`. The outer `region` is the region of the delivery, not of the issue.
  const endTime = (optional.statusCode ?? 'closed') === 'closed' ? (optional.endTime ?? undefined) : undefined;
  const lastUpdatedTime = optional.lastUpdatedTime ?? undefined;
  return {
    eventArn,
    provided: `${service}/${optional.eventRegion ?? arnRegion}`,
    category: optional.eventTypeCategory,
    startTime,
    ...(endTime === undefined ? {} : { endTime }),
    ...(lastUpdatedTime === undefined ? {} : { lastUpdatedTime }),
  };
};

/** An outage of a component's dependency, as one event describes it. */
export type ProviderOutage = UpdateStatement & { readonly start: Instant; readonly end: Instant };

/** A stored version of an event's outage of a component. */
export const outageVersion = z.union([
  z.object({ ...versionFields, factId: text, start: instantField, end: instantField }),
  withdrawnVersion,
]);

type Components = {
  readonly [id: string]: { readonly dependsOn: readonly { readonly provider: string; readonly component: string }[] };
};

/**
 * Returns the changes that an event requires for the components that depend on its service, given its stored versions.
 * A closed issue excludes its interval; a correction replaces the interval.
 * An open or reopened issue changes nothing: an interval that it excluded before was an outage.
 */
export const planOutageChanges = (
  stored: readonly UpdateVersion<ProviderOutage>[],
  event: HealthEvent,
  components: Components,
): VersionChanges<ProviderOutage> => {
  const { update, outages } = outagesOf(event, components);
  return planVersionChanges(stored, update, outages, (a, b) => a.start === b.start && a.end === b.end);
};

const outagesOf = (
  event: HealthEvent,
  components: Components,
): { update: ProviderUpdate; outages: ProviderOutage[] } => {
  const { eventArn, category, startTime: start, endTime: end, lastUpdatedTime } = event;
  const edited = lastUpdatedTime === undefined ? {} : { updatedAt: lastUpdatedTime };
  if (category !== 'issue' || end === undefined) {
    return { update: { id: eventArn, codes: undefined, ...edited }, outages: [] };
  }
  const affected = end === start ? [] : dependentComponents(components, event.provided);
  return {
    update: { id: eventArn, codes: affected, ...edited },
    outages: affected.map((component) => ({
      update: eventArn,
      component,
      factId: `${eventArn} ${component} ${formatInstant(start)} ${formatInstant(end)}`,
      start,
      end,
      ...edited,
    })),
  };
};

/** Returns the components that depend on a service of AWS. */
export const dependentComponents = (components: Components, provided: string): string[] =>
  Object.entries(components)
    .filter(([, { dependsOn }]) =>
      dependsOn.some(({ provider, component }) => provider === 'aws' && component === provided),
    )
    .map(([id]) => id);

/** Returns the state of an event's issue; undefined for an event of another category. */
export const healthIssue = ({ eventArn, provided, category, startTime, endTime, lastUpdatedTime }: HealthEvent) =>
  category === 'issue'
    ? { event: eventArn, provided, start: startTime, isOver: endTime !== undefined, updatedAt: lastUpdatedTime }
    : undefined;

/** Returns the exclusion for an outage of AWS, which is outside the company's control (clause 3). */
export const outageExclusion = ({ factId, component, start, end }: ProviderOutage): FactOf<'exclusion'> => ({
  kind: 'exclusion',
  id: factId,
  reason: 'third-party',
  scope: { component },
  start,
  end,
});
