import { addDays, dayNumber } from './calendar.ts';

const DAYS_PER_WEEK = 7;
const BUSINESS_DAYS_PER_WEEK = 5;

/** 1970-01-01 was a Thursday. */
const isWeekday = (day: number): boolean => (((day + 3) % DAYS_PER_WEEK) + DAYS_PER_WEEK) % DAYS_PER_WEEK < 5;

/**
 * Returns the date that is `count` business days after `date`, or before it for `direction` -1. It steps a day at a time until it has
 * reached that many. A business day is Monday to Friday and not a holiday; 0 is the day itself (`docs/rules.md §3`).
 */
export const addBusinessDays = (
  date: string,
  count: number,
  direction: 1 | -1,
  holidays: ReadonlySet<string>,
): string => {
  const start = dayNumber(date);
  const free = new Set([...holidays].map((holiday) => (dayNumber(holiday) - start) * direction));
  const lastFree = Math.max(0, ...free);
  const isBusinessDay = (steps: number): boolean => isWeekday(start + steps * direction) && !free.has(steps);
  let steps = 0;
  let left = count;
  while (left > 0) {
    // Past the last holiday, a week from a business day always has five.
    if (steps > lastFree && left > BUSINESS_DAYS_PER_WEEK && isBusinessDay(steps)) {
      const weeks = Math.floor((left - 1) / BUSINESS_DAYS_PER_WEEK);
      steps += weeks * DAYS_PER_WEEK;
      left -= weeks * BUSINESS_DAYS_PER_WEEK;
    }
    steps += 1;
    if (isBusinessDay(steps)) left -= 1;
  }
  return addDays(date, steps * direction);
};
