import { addDays, type LocalDay, localDays, monthInterval } from '../time/calendar.ts';
import { type Component, providerKey, type Timeline, timeline } from './component-timeline.ts';
import { effectiveFacts, ofKind } from '../facts/effective-facts.ts';
import type { Fact, FactOf } from '../facts/facts.ts';
import type { Instant } from '../time/instant.ts';
import type { Policy } from '../policy/policy.ts';
import type { Baseline } from './baseline.ts';
import { normalise, type Span, type Spans } from '../time/intervals.ts';
import { isScheduled } from '../policy/maintenance-rules.ts';

/** How many days of 24 hours evaluation looks beyond the month, before and after (semantics, section 3). */
const REACH_DAYS = 31;
const DAY = 24 * 3_600_000;

/** What a month is judged on: the terms in force, and the facts as they were known at `asOf`. */
export type EvaluationInput = {
  readonly month: string;
  readonly asOf: Instant;
  readonly policy: Policy;
  readonly components: readonly Component[];
  readonly facts: readonly Fact[];
};

/**
 * Everything about a month that is the same for all customers; those who use the same components share the work.
 * Its facts are those that exist.
 */
export type Month = EvaluationInput & {
  readonly interval: Span;
  /** The stretch that evaluation looks at: 31 days around the month, never past `asOf`. */
  readonly window: Span;
  /** The local days of the month. */
  readonly days: readonly LocalDay[];
  readonly holidays: Spans;
  readonly weekends: Spans;
  /** Scheduled maintenance of everything. */
  readonly maintenance: readonly FactOf<'maintenance'>[];
  readonly timelines: ReadonlyMap<string, Timeline>;
  /** The facts about one customer alone, by customer: its notices, and the windows of its own. What is nobody's own is under undefined. */
  readonly own: ReadonlyMap<string | undefined, readonly Fact[]>;
  /** The situations worked out so far, by set of components. */
  readonly situations: Map<string, Baseline>;
};

/** The stretch that evaluation of a month looks at: 31 days of 24 hours around it, never past `asOf` (semantics, section 3). */
export const windowOf = ({ start, end }: Span, asOf: Instant): Span => ({
  start: start - REACH_DAYS * DAY,
  end: Math.min(end + REACH_DAYS * DAY, asOf),
});

/** Prepares a month once, for any number of customers. Pure: the same question gives the same month. */
export const prepareMonth = ({ month, asOf, policy, components, facts: all }: EvaluationInput): Month => {
  const interval = monthInterval(month, policy.timeZone);
  const window = windowOf(interval, asOf);
  const facts = effectiveFacts(all, asOf);
  const shelves = {
    monitors: Map.groupBy(ofKind(facts, 'monitor-state'), ({ monitor }) => monitor),
    providers: Map.groupBy(ofKind(facts, 'provider-status'), providerKey),
    facts,
  };
  const around = localDays(
    policy.timeZone,
    addDays(`${month}-01`, -REACH_DAYS - 2),
    addDays(`${month}-31`, REACH_DAYS + 2),
  );
  const holidays = new Set(policy.calendar.holidays);
  const weekdays = new Set(policy.calendar.excludeWeekdays);
  return {
    month,
    asOf,
    policy,
    components,
    facts,
    interval,
    window,
    days: around.filter(({ date }) => date.startsWith(month)),
    holidays: normalise(around.filter(({ date }) => holidays.has(date))),
    weekends: normalise(around.filter(({ weekday }) => weekdays.has(weekday))),
    maintenance: ofKind(facts, 'maintenance').filter((fact) => 'all' in fact.scope && isScheduled(fact, policy)),
    timelines: new Map(components.map((component) => [component.id, timeline(component, shelves, policy, asOf)])),
    own: Map.groupBy(facts, ownerOf),
    situations: new Map(),
  };
};

/** The one customer that a fact is about, if it is about one. */
export const ownerOf = (fact: Fact): string | undefined => {
  if (fact.kind === 'notice') return fact.customer;
  if ((fact.kind === 'maintenance' || fact.kind === 'exclusion') && 'customer' in fact.scope)
    return fact.scope.customer;
  return undefined;
};
