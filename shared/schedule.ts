import { addMonths, localInstant, monthInterval } from './domain/calendar.ts';
import { HOLIDAYS_COVER } from './domain/holidays.ts';
import type { Instant } from './domain/instant.ts';

/** When the month before is closed: a day of the month (1 to 28) and an hour (0 to 23) in a zone. */
export type Closing = { readonly day: number; readonly hour: number; readonly timeZone: string };

/** The scheduled instant at which `month` is closed: in the month after it. */
export const closingInstant = ({ day, hour, timeZone }: Closing, month: string): Instant =>
  localInstant(timeZone, `${addMonths(month, 1)}-${String(day).padStart(2, '0')}`, hour);

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
