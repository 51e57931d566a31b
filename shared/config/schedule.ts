import { addMonths, localDate, localInstant, localOffset, monthInterval } from '../domain/time/calendar.ts';
import { HOLIDAYS_COVER } from '../domain/time/holidays.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';

/** When the month before is closed: a day of the month (1 to 28) and an hour (0 to 23) in a zone. */
export type Closing = {
  readonly day: number;
  readonly hour: number;
  readonly timeZone: string;
  /**
   * The zones in which policies count months.
   * @default that of the closing alone
   */
  readonly zones?: readonly string[] | undefined;
};

/**
 * The scheduled instant at which `month` is closed: in the month after it. Of an hour that comes twice it is the first; of one that clocks
 * skip, the end of the gap.
 */
export const closingInstant = ({ day, hour, timeZone }: Closing, month: string): Instant =>
  localInstant(timeZone, `${addMonths(month, 1)}-${String(day).padStart(2, '0')}`, hour);

/**
 * Whether a run goes by an instant at which its month had ended, in the closing's zone and in those of all policies. One that does not was
 * tried out: it decides nothing about the month, which is still to be closed. Of a month that goes on somewhere the rest is still unknown,
 * and how much of it was measured with it; no fact that comes later tells that.
 */
export const isAfterItsMonth = (
  { month, asOf }: { readonly month: string; readonly asOf: Instant },
  { timeZone, zones = [] }: Pick<Closing, 'timeZone' | 'zones'>,
): boolean => [timeZone, ...zones].every((zone) => asOf >= monthInterval(month, zone).end);

/** The month that is closed by an order of the schedule: the one before that in which it fired, as the closing's zone has it. */
export const monthClosedAt = (timeZone: string, scheduledTime: Instant): string =>
  addMonths(localDate(timeZone, scheduledTime).slice(0, -'-02'.length), -1);

/** A local time, on a day of a month, and the years in which it counts. */
export type YearlyTime = {
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly years: readonly number[];
};

/**
 * The closings whose hour clocks skip, of all months that the table of holidays covers: when they are ordered instead, which is the end of
 * the gap, in the closing's local time. EventBridge Scheduler skips an hour that does not exist; one that comes twice fires once.
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

/** Whether clocks skip the hour at which `month` is to be closed. */
const isSkipped = (closing: Closing, month: string): boolean =>
  wallTime(closing.timeZone, closingInstant(closing, month)) !==
  wallTime('UTC', closingInstant({ ...closing, timeZone: 'UTC' }, month));

/** What clocks show, to the minute: `2026-03-08T03:00`. */
const wallTime = (timeZone: string, at: Instant): string =>
  formatInstant(at + localOffset(timeZone, at)).slice(0, '2026-03-08T03:00'.length);

/** How many months back are swept: longer than invoices stay open, and than providers edit what they said. */
export const SWEPT_MONTHS = 3;

/** Between two places it is never further apart: from UTC+14 (Kiritimati) to UTC-12, and an hour for a clock that is changed. */
const FURTHEST_HOURS = 14 + 12 + 1;

/**
 * The first month, of all that the table of holidays covers, whose closing would come before it has ended in `zone`;
 * undefined if there is none.
 */
export const closesTooEarly = (closing: Closing, zone: string): string | undefined => {
  const hoursIntoTheMonth = (closing.day - 1) * 24 + closing.hour;
  if (closing.timeZone === zone || hoursIntoTheMonth >= FURTHEST_HOURS) return undefined;
  return coveredMonths().find((month) => closingInstant(closing, month) < monthInterval(month, zone).end);
};

const coveredMonths = (): string[] => {
  const first = Number(HOLIDAYS_COVER.from.slice(0, 4));
  const years = Number(HOLIDAYS_COVER.to.slice(0, 4)) - first + 1;
  return Array.from({ length: years * 12 }, (_, index) => addMonths(`${first}-01`, index));
};
