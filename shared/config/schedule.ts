import { addMonths, localInstant, localMonth, localOffset, monthInterval } from '../domain/time/calendar.ts';
import { HOLIDAYS_COVER } from '../domain/time/holidays.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import type { Claim, ClaimStep } from '../domain/policy/claim.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { DAY_MS } from '../lib/time-units.ts';

/** The local time at which the month before is closed. `day`: 1 to 28; `hour`: 0 to 23. */
export type Closing = {
  readonly day: number;
  readonly hour: number;
  readonly timeZone: string;
  /**
   * The time zones in which policies count months.
   * @default the closing's time zone
   */
  readonly zones?: readonly string[] | undefined;
};

const MINUTES_PER_HOUR = 60;

/**
 * Returns the scheduled instant at which `month` is closed, in the month after it.
 * If clocks show the hour twice, it is the first time. If they skip it, it is the end of the gap.
 */
export const closingInstant = ({ day, hour, timeZone }: Closing, month: string): Instant =>
  localInstant(timeZone, `${addMonths(month, 1)}-${String(day).padStart(2, '0')}`, hour * MINUTES_PER_HOUR);

/** Returns the end of a month, the latest in all time zones of the closing. */
export const latestMonthEnd = (month: string, { timeZone, zones = [] }: Pick<Closing, 'timeZone' | 'zones'>): Instant =>
  Math.max(...[timeZone, ...zones].map((zone) => monthInterval(month, zone).end));

/**
 * Returns whether a run's `asOf` is after the end of its month in all time zones of the closing. Only a preview may be earlier.
 * A premature close of an earlier version decides nothing, and the month is still open.
 * Its statements lack the rest of the month, and no later fact would mark them for reassessment.
 */
export const coversWholeMonth = (
  { month, asOf }: { readonly month: string; readonly asOf: Instant },
  closing: Pick<Closing, 'timeZone' | 'zones'>,
): boolean => asOf >= latestMonthEnd(month, closing);

/** Returns the month that a scheduled order closes: the month before the scheduled time, in the closing's time zone. */
export const monthClosedAt = (timeZone: string, scheduledTime: Instant): string =>
  addMonths(localMonth(timeZone, scheduledTime), -1);

/** A local time on a day of the year, and the years in which it applies. */
export type YearlyTime = {
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly years: readonly number[];
};

/**
 * Returns the closings whose hour clocks skip, in all months that the table of holidays covers.
 * Each is ordered at the end of the gap instead, in the closing's local time.
 * EventBridge Scheduler skips an hour that does not exist; an hour that occurs twice fires once.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
export const closingsAfterGaps = (closing: Closing): YearlyTime[] => {
  const times = coveredMonths()
    .filter((month) => isSkipped(closing, month))
    .map((month) => wallTime(closing.timeZone, closingInstant(closing, month)));
  return [...Map.groupBy(times, (wall) => wall.slice('2026-'.length))].map(([time, walls]) => {
    const [month = 0, day = 0, hour = 0, minute = 0] = time.split(/\D/).map(Number);
    return { month, day, hour, minute, years: walls.map((wall) => Number(wall.slice(0, '2026'.length))) };
  });
};

const isSkipped = (closing: Closing, month: string): boolean =>
  wallTime(closing.timeZone, closingInstant(closing, month)) !==
  wallTime('UTC', closingInstant({ ...closing, timeZone: 'UTC' }, month));

/** Returns a local time to the minute: `2026-03-08T03:00`. */
const wallTime = (timeZone: string, at: Instant): string =>
  formatInstant(at + localOffset(timeZone, at)).slice(0, '2026-03-08T03:00'.length);

/** A sweep covers at least these closed months: longer than invoices stay open, and longer than providers edit updates. */
const SWEPT_MONTHS_MIN = 3;

/** The most closed months of a sweep, also where a claim has no deadline: it reads the evidence of each. */
const SWEPT_MONTHS_MAX = 36;

const SHORTEST_MONTH_DAYS = 28;

/**
 * Returns how many closed months a sweep covers: those with outages that can still be claimed.
 * One month is added, since an outage may run into the month after its own.
 */
export const sweptMonths = (policies: readonly Pick<Policy, 'claim'>[]): number => {
  const needed = policies.flatMap(({ claim }) =>
    claim === null ? [] : claim.steps.map((step) => claimMonths(step, claim) + 1),
  );
  return Math.min(Math.max(SWEPT_MONTHS_MIN, ...needed), SWEPT_MONTHS_MAX);
};

/** Returns the age in months of the oldest closed month with an open claim. The sweep runs on the day after the deadline. */
const claimMonths = ({ within, after }: ClaimStep, { covers }: Claim): number => {
  // A claim that names its month may have been recognised at any time.
  if (covers === 'month' && after === 'recognition') return Infinity;
  if ('ms' in within) return monthsOfDays(Math.ceil(within.ms / DAY_MS));
  const { days = 0, businessDays = 0, months = 0 } = within;
  return months > 0 ? months + 1 : monthsOfDays(Math.max(days, businessDayReach(businessDays)));
};

/** Longer limits reach past every table of holidays. */
const BUSINESS_DAYS_MAX = 10_000;

/** Returns a number of days that contains `count` business days, also around the most holidays of a year. */
export const businessDayReach = (count: number): number =>
  count === 0 ? 0 : 2 * Math.min(count, BUSINESS_DAYS_MAX) + 14;

const monthsOfDays = (days: number): number => 1 + Math.floor((days + 1) / SHORTEST_MONTH_DAYS);

/** Greatest difference between two local times: from UTC+14 (Kiritimati) to UTC-12, and one hour of daylight saving. */
const ZONE_DIFFERENCE_HOURS_MAX = 14 + 12 + 1;

/** Returns the first month of the table of holidays that would be closed before it has ended in `zone`. */
export const firstPrematureMonth = (closing: Closing, zone: string): string | undefined => {
  const hoursIntoTheMonth = (closing.day - 1) * 24 + closing.hour;
  if (closing.timeZone === zone || hoursIntoTheMonth >= ZONE_DIFFERENCE_HOURS_MAX) return undefined;
  return coveredMonths().find((month) => closingInstant(closing, month) < monthInterval(month, zone).end);
};

/** Returns the months of the table of holidays. */
export const coveredMonths = (): string[] => {
  const first = Number(HOLIDAYS_COVER.from.slice(0, 4));
  const years = Number(HOLIDAYS_COVER.to.slice(0, 4)) - first + 1;
  return Array.from({ length: years * 12 }, (_, index) => addMonths(`${first}-01`, index));
};
