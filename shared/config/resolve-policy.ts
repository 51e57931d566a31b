import type { Config } from './config.ts';
import { localDate } from '../domain/time/calendar.ts';
import { HOLIDAYS_COVER, holidaysBetween } from '../domain/time/holidays.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { faultAt, InvalidInput } from '../lib/validation.ts';

/**
 * Returns the configured policy `id` with its country's holidays on the local days of `window`, `[start, end)`.
 * Throws `InvalidInput` if the policy is not configured, or if the table of holidays does not cover the whole window.
 * Days outside the table are never treated as free of holidays.
 */
export const resolvePolicy = (
  config: Pick<Config, 'policies'>,
  id: string,
  window: { readonly start: Instant; readonly end: Instant },
): Policy => {
  const configured = Object.hasOwn(config.policies, id) ? config.policies[id] : undefined;
  if (configured === undefined) throw new InvalidInput([{ at: 'policy', rule: 'not a configured policy', value: id }]);
  const { holidays, ...calendar } = configured.calendar;
  if (Array.isArray(holidays)) return { ...configured, calendar: { ...calendar, holidays } };

  const from = localDate(configured.timeZone, window.start);
  const to = localDate(configured.timeZone, Math.max(window.start, window.end - 1));
  const dates = holidaysBetween(holidays.country, from, to);
  if (dates !== undefined) return { ...configured, calendar: { ...calendar, holidays: dates } };
  throw new InvalidInput([
    faultAt(
      config,
      ['policies', id, 'calendar', 'holidays'],
      `the table of holidays (${HOLIDAYS_COVER.from} to ${HOLIDAYS_COVER.to}) does not cover all of ${from} to ${to}`,
    ),
  ]);
};
