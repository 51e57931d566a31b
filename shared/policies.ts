import type { Config } from './config.ts';
import { localDate } from './domain/calendar.ts';
import { HOLIDAYS_COVER, holidaysBetween } from './domain/holidays.ts';
import type { Instant } from './domain/instant.ts';
import type { Policy } from './domain/policy.ts';
import { faultAt, Rejected } from './rejected.ts';

/**
 * The configured policy `id` with its holidays as dates: those of its country on the local days of `window`, `[start, end)`.
 * Throws `Rejected` if there is no such policy, or if the table of holidays does not cover the window whole (it is never taken
 * as free of holidays).
 */
export const resolvePolicy = (
  config: Pick<Config, 'policies'>,
  id: string,
  window: { readonly start: Instant; readonly end: Instant },
): Policy => {
  const configured = Object.hasOwn(config.policies, id) ? config.policies[id] : undefined;
  if (configured === undefined) throw new Rejected([{ at: 'policy', rule: 'not a configured policy', value: id }]);
  const { holidays, ...calendar } = configured.calendar;
  if (Array.isArray(holidays)) return { ...configured, calendar: { ...calendar, holidays } };

  const from = localDate(configured.timeZone, window.start);
  const to = localDate(configured.timeZone, Math.max(window.start, window.end - 1));
  const dates = holidaysBetween(holidays.country, from, to);
  if (dates !== undefined) return { ...configured, calendar: { ...calendar, holidays: dates } };
  throw new Rejected([
    faultAt(
      config,
      ['policies', id, 'calendar', 'holidays'],
      `the table of holidays (${HOLIDAYS_COVER.from} to ${HOLIDAYS_COVER.to}) does not cover ${from} to ${to} whole`,
    ),
  ]);
};
