import * as z from 'zod/mini';
import { alarmArn, AWS_PROVIDER, MULTIPLE_SERVICES, slaComponentsOf, type Sources } from '../config/sources.ts';
import type { FactOf } from '../domain/facts/facts.ts';
import { instantField, keyText, text } from '../domain/facts/fields.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { parse } from '../lib/validation.ts';
import type { HealthIssue } from '../persistence/source-health.ts';
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

const ACCOUNT_BYTES_MAX = 32;

const detail = z
  .object(
    {
      eventArn: keyText(ARN_BYTES_MAX).check(z.regex(EVENT_ARN, 'not the ARN of a Health event')),
      service: text,
      eventRegion: z.optional(text),
      eventTypeCategory: text,
      eventTypeCode: z.nullish(text),
      eventScopeCode: z.nullish(text),
      affectedAccount: z.nullish(keyText(ACCOUNT_BYTES_MAX)),
      affectedEntities: z.nullish(z.array(z.unknown(), 'not a list')),
      eventDescription: z.optional(z.unknown()),
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
type Detail = z.output<typeof detail>;

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
  /** The account that received the event. Each account has its own report of an event. */
  readonly account?: string;
  readonly provided: string;
  readonly category: string;
  /** The reason why the event is no outage of the service; undefined for a public issue. */
  readonly limitedTo?: string;
  readonly startTime: Instant;
  readonly isClosed: boolean;
  /** Set only for a closed event. AWS may omit it. */
  readonly endTime?: Instant;
  readonly lastUpdatedTime?: Instant;
  /** The description by AWS. */
  readonly description?: string;
};

/** Parses an `AWS Health Event` from EventBridge. Throws `InvalidInput` for other events. */
export const parseHealthEvent = (event: unknown): HealthEvent => {
  const parsed = parse(delivered, event).detail;
  const { eventArn, service, startTime } = parsed;
  const [, arnRegion] = EVENT_ARN.exec(eventArn) ?? [];
  // Older events lack `eventRegion` and `statusCode`. The outer `region` is the region of the delivery, not of the issue.
  const isClosed =
    parsed.statusCode === undefined ? typeof parsed.endTime === 'number' : parsed.statusCode === 'closed';
  const endTime = isClosed ? (parsed.endTime ?? undefined) : undefined;
  const lastUpdatedTime = parsed.lastUpdatedTime ?? undefined;
  const account = parsed.affectedAccount ?? undefined;
  const limitedTo = limitOf(parsed);
  const description = descriptionOf(parsed.eventDescription);
  return {
    eventArn,
    ...(account === undefined ? {} : { account }),
    provided: `${service}/${parsed.eventRegion ?? arnRegion}`,
    category: parsed.eventTypeCategory,
    ...(limitedTo === undefined ? {} : { limitedTo }),
    startTime,
    isClosed,
    ...(endTime === undefined ? {} : { endTime }),
    ...(lastUpdatedTime === undefined ? {} : { lastUpdatedTime }),
    ...(description === undefined ? {} : { description }),
  };
};

/** A limit of an account that was reached, such as AWS_ELASTICLOADBALANCING_ENI_LIMIT_REACHED. */
const ACCOUNT_LIMIT = /(?:^|_)(?:LIMIT|QUOTA)(?:_|$)/;
const OPERATIONAL_ISSUE = /_OPERATIONAL_ISSUE$/;

/** Entities of an event that a reason names. */
const ENTITIES_MAX = 3;

/**
 * Returns the reason why an event is no outage of the service: it concerns a limit, resources, or one account.
 * Returns undefined for a public issue. An event of unknown scope is public only if its type and its entities agree.
 */
const limitOf = ({ eventArn, eventScopeCode, eventTypeCode, affectedEntities }: Detail): string | undefined => {
  const type = eventTypeCode ?? '';
  const entities = affectedEntities ?? [];
  if (ACCOUNT_LIMIT.test(type)) return `a limit of the account (${type})`;
  if (eventScopeCode === 'PUBLIC') return undefined;
  if (entities.length > 0) return entitiesText(entities);
  const isPublicArn = eventArn.split(':')[4] === '';
  if (eventScopeCode === null || eventScopeCode === undefined)
    return isPublicArn && OPERATIONAL_ISSUE.test(type) ? undefined : `of unknown scope (${type || 'no type'})`;
  return eventScopeCode === 'ACCOUNT_SPECIFIC' ? 'the account alone' : `of the scope ${eventScopeCode}`;
};

const entity = z.object({ entityValue: z.string() });

const entitiesText = (entities: readonly unknown[]): string => {
  const names = entities.slice(0, ENTITIES_MAX).map((each) => z.safeParse(entity, each).data?.entityValue ?? '?');
  const more = entities.length - names.length;
  return `${entities.length === 1 ? 'one resource' : `${entities.length} resources`} (${names.join(', ')}${more > 0 ? ', …' : ''})`;
};

/** Characters of a description that are stored. */
const DESCRIPTION_CHARACTERS_MAX = 1000;

const descriptions = z.array(z.object({ language: z.optional(z.string()), latestDescription: z.string() }));

/** Returns the English description, else the first. Descriptions of another form decide nothing, so they are ignored. */
const descriptionOf = (described: unknown): string | undefined => {
  const list = z.safeParse(descriptions, described).data ?? [];
  const chosen = list.find(({ language }) => language?.startsWith('en')) ?? list[0];
  const written = chosen?.latestDescription.trim().toWellFormed().slice(0, DESCRIPTION_CHARACTERS_MAX).toWellFormed();
  return written === '' ? undefined : written;
};

/** An outage of a component's dependency, as one event describes it. */
export type ProviderOutage = UpdateStatement & { readonly start: Instant; readonly end: Instant };

/** A stored version of an event's outage of a component. */
export const outageVersion = z.union([
  z.object({ ...versionFields, factId: text, start: instantField, end: instantField }),
  withdrawnVersion,
]);

type Components = {
  readonly [id: string]: {
    readonly alarms: readonly { readonly alarm: string }[];
    readonly dependsOn: readonly { readonly provider: string; readonly component: string }[];
  };
};

/** The components, and the stack's region and account. */
export type HealthSubscribers = {
  readonly components: Components;
  readonly own: { readonly region: string; readonly account: string };
};

/**
 * Returns the id under which one account's report of an event is stored. Two accounts may have different times.
 * The stack's own account has the ARN alone.
 */
export const reportId = (
  { eventArn, account }: Pick<HealthEvent, 'eventArn' | 'account'>,
  { own }: Pick<HealthSubscribers, 'own'>,
): string => (account === undefined || account === own.account ? eventArn : `${account}:${eventArn}`);

/**
 * Returns the changes that an event requires for the components that depend on its service, given its stored versions.
 * A closed public issue excludes its interval; a correction replaces the interval.
 * An open or reopened issue changes nothing: an interval that it excluded before was an outage.
 * An event that is limited to an account, a resource or a limit excludes nothing.
 */
export const planOutageChanges = (
  stored: readonly UpdateVersion<ProviderOutage>[],
  event: HealthEvent,
  subscribers: HealthSubscribers,
): VersionChanges<ProviderOutage> => {
  const { update, outages } = outagesOf(event, subscribers);
  return planVersionChanges(stored, update, outages, (a, b) => a.start === b.start && a.end === b.end);
};

const outagesOf = (
  event: HealthEvent,
  subscribers: HealthSubscribers,
): { update: ProviderUpdate; outages: ProviderOutage[] } => {
  const { category, startTime: start, endTime: end, lastUpdatedTime } = event;
  const id = reportId(event, subscribers);
  const edited = lastUpdatedTime === undefined ? {} : { updatedAt: lastUpdatedTime };
  if (category !== 'issue' || (end === undefined && event.limitedTo === undefined)) {
    return { update: { id, codes: undefined, ...edited }, outages: [] };
  }
  const isOutage = event.limitedTo === undefined && end !== undefined && end > start;
  const affected = isOutage ? componentsOfAccount(event, subscribers) : [];
  return {
    update: { id, codes: affected, ...edited },
    outages: affected.map((component) => ({
      update: id,
      component,
      factId: `${id} ${component} ${formatInstant(start)} ${formatInstant(end ?? start)}`,
      start,
      end: end ?? start,
      ...edited,
    })),
  };
};

/** Returns the components that depend on a service. */
const dependentComponents = (components: Components, provided: string): string[] =>
  Object.entries(components)
    .filter(([, { dependsOn }]) =>
      dependsOn.some(({ provider, component }) => provider === AWS_PROVIDER && concerns(provided, component)),
    )
    .map(([id]) => id);

/** Returns whether an event is about a service that `dependsOn` or AWS's own SLA with us names. */
export const isOfConfiguredService = (
  { components, providers }: Pick<Sources, 'providers'> & { readonly components: Components },
  { provided }: Pick<HealthEvent, 'provided'>,
): boolean =>
  dependentComponents(components, provided).length > 0 ||
  slaComponentsOf({ providers }, AWS_PROVIDER).some((component) => concerns(provided, component));

/** Returns whether an event's service and region concern a configured one. Several services at once concern all of their region. */
const concerns = (provided: string, component: string): boolean => {
  const [service, region] = provided.split('/');
  return service === MULTIPLE_SERVICES ? component.endsWith(`/${region}`) : component === provided;
};

/** Returns the dependent components with an alarm in the account of a report; the stack's account counts for all. */
const componentsOfAccount = (
  { account, provided }: Pick<HealthEvent, 'account' | 'provided'>,
  { components, own }: HealthSubscribers,
): string[] =>
  dependentComponents(components, provided).filter(
    (id) =>
      account === undefined ||
      account === own.account ||
      components[id]?.alarms.some(({ alarm }) => alarmArn(alarm, own).split(':')[4] === account),
  );

/** Returns why an event is no outage of a configured component; undefined for one that is. */
export const reasonForNoOutage = (event: HealthEvent, subscribers: HealthSubscribers): string | undefined => {
  const { category, provided, limitedTo, startTime: start, endTime: end } = event;
  if (category !== 'issue') return `its category is ${category}, not issue`;
  if (dependentComponents(subscribers.components, provided).length === 0) return `no component depends on ${provided}`;
  if (limitedTo !== undefined) return `it is ${limitedTo}, not a public issue`;
  if (end === undefined) return 'the issue has not ended yet, or was closed without an end';
  if (end <= start) return 'the issue ends when it starts';
  return componentsOfAccount(event, subscribers).length === 0
    ? `its account ${event.account} has no alarm of a component`
    : undefined;
};

/** Returns one account's report of an event's issue; undefined for an event of another category. */
export const healthIssue = (event: HealthEvent, subscribers: HealthSubscribers): HealthIssue | undefined => {
  const { eventArn, account, provided, category, startTime, endTime, isClosed, lastUpdatedTime, description } = event;
  if (category !== 'issue') return undefined;
  const isForeign =
    dependentComponents(subscribers.components, provided).length > 0 &&
    componentsOfAccount(event, subscribers).length === 0;
  const limitedTo = isForeign ? `the account ${account}, which has no alarm of the component` : event.limitedTo;
  return {
    event: eventArn,
    id: reportId(event, subscribers),
    provided,
    start: startTime,
    isOver: endTime !== undefined,
    isClosed,
    end: endTime,
    updatedAt: lastUpdatedTime,
    limitedTo,
    description,
  };
};

/** Returns the exclusion for an outage of AWS, which is outside the company's control (clause 3). */
export const outageExclusion = ({ factId, component, start, end }: ProviderOutage): FactOf<'exclusion'> => ({
  kind: 'exclusion',
  id: factId,
  reason: 'third-party',
  scope: { component },
  start,
  end,
});
