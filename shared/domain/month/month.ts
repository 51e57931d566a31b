import { effectiveFacts, ofKind } from '../facts/effective-facts.ts';
import { type Fact, type FactOf, ownerOf } from '../facts/facts.ts';
import { isScheduled } from '../policy/maintenance-rules.ts';
import type { Policy } from '../policy/policy.ts';
import { addDays, addMonths, type LocalDay, localDays, localInstant, monthInterval } from '../time/calendar.ts';
import type { Instant } from '../time/instant.ts';
import { type Interval, type Intervals, NO_INTERVALS, normalise, subtract } from '../time/intervals.ts';
import { type Component, type ComponentTimeline, componentTimeline, providerKey } from './component-timeline.ts';
import type { EvaluationContext } from './evaluation-context.ts';

/** Evaluation covers this many days of 24 hours before and after the month (`docs/rules.md §3`). */
const MARGIN_DAYS = 31;
const DAY_MS = 24 * 3_600_000;

/** The inputs of a month: the policy, the components, and the facts as recorded by `asOf`. */
export type EvaluationInput = {
  readonly month: string;
  readonly asOf: Instant;
  readonly policy: Policy;
  readonly components: readonly Component[];
  readonly facts: readonly Fact[];
};

/** A local month and its instants. */
type CalendarMonth = Interval & { readonly month: string };

/** The parts of a month that are the same for all customers of one policy. Its facts are those in effect. */
export type Month = EvaluationInput &
  EvaluationContext & {
    /** The evaluated range: 31 days around the month, never past `asOf`. */
    readonly range: Interval;
    readonly holidays: Intervals;
    readonly weekends: Intervals;
    readonly offHours: Intervals;
    /** The local months that the evaluated range overlaps. */
    readonly calendarMonths: readonly CalendarMonth[];
    /** Scheduled maintenance of everything. */
    readonly maintenance: readonly FactOf<'maintenance'>[];
    readonly timelines: ReadonlyMap<string, ComponentTimeline>;
    /** The facts about one customer, by customer. Facts about several are under undefined. */
    readonly own: ReadonlyMap<string | undefined, readonly Fact[]>;
  };

/** Returns the range that the evaluation of a month covers. */
export const evaluatedRange = ({ start, end }: Interval, asOf: Instant): Interval => ({
  start: start - MARGIN_DAYS * DAY_MS,
  end: Math.min(end + MARGIN_DAYS * DAY_MS, asOf),
});

/** Prepares a month once, for any number of customers. */
export const prepareMonth = ({ month, asOf, policy, components, facts: all }: EvaluationInput): Month => {
  const { calendar, timeZone } = policy;
  const interval = monthInterval(month, timeZone);
  const facts = effectiveFacts(all, asOf);
  const index = {
    monitors: Map.groupBy(ofKind(facts, 'monitor-state'), ({ monitor }) => monitor),
    providers: Map.groupBy(ofKind(facts, 'provider-status'), providerKey),
    facts,
  };
  const around = localDays(
    timeZone,
    addDays(`${month}-01`, -MARGIN_DAYS - 2),
    addDays(`${addMonths(month, 1)}-01`, MARGIN_DAYS + 2),
  );
  const holidays = new Set(calendar.holidays);
  const weekdays = new Set(calendar.excludeWeekdays);
  return {
    month,
    asOf,
    policy,
    components,
    facts,
    interval,
    range: evaluatedRange(interval, asOf),
    days: around.filter(({ date }) => date.startsWith(`${month}-`)),
    holidays: normalise(around.filter(({ date }) => holidays.has(date))),
    weekends: normalise(around.filter(({ weekday }) => weekdays.has(weekday))),
    offHours: calendar.hours === null ? NO_INTERVALS : outsideHours(around, calendar.hours, timeZone),
    calendarMonths: [-2, -1, 0, 1, 2].map((months) => {
      const name = addMonths(month, months);
      return { month: name, ...monthInterval(name, timeZone) };
    }),
    maintenance: ofKind(facts, 'maintenance').filter((fact) => 'all' in fact.scope && isScheduled(fact, policy)),
    timelines: new Map(
      components.map((component) => [component.id, componentTimeline(component, index, policy, asOf)]),
    ),
    own: Map.groupBy(facts, ownerOf),
  };
};

/** Returns the time on `days` that is outside the daily service hours. */
const outsideHours = (
  days: readonly LocalDay[],
  hours: { readonly from: string; readonly to: string },
  zone: string,
): Intervals =>
  subtract(
    normalise(days),
    normalise(
      days.map(({ date }) => ({
        start: localInstant(zone, date, minuteOfDay(hours.from)),
        end: localInstant(zone, date, minuteOfDay(hours.to)),
      })),
    ),
  );

const minuteOfDay = (clockTime: string): number => Number(clockTime.slice(0, 2)) * 60 + Number(clockTime.slice(3));
