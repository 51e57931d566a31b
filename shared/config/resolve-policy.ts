import type { Config } from './config.ts';
import { localDate } from '../domain/time/calendar.ts';
import { HOLIDAYS_COVER, holidaysBetween } from '../domain/time/holidays.ts';
import type { Interval } from '../domain/time/intervals.ts';
import { versionOfMonth } from './policy-versions.ts';
import type { Policy } from '../domain/policy/policy.ts';
import type { ConfiguredPolicy } from '../domain/policy/policy-in-words.ts';
import { businessDayReach } from './schedule.ts';
import { DAY_MS } from '../lib/time-units.ts';
import { faultAt, InvalidInput } from '../lib/validation.ts';

/** Returns the range whose holidays a policy needs: business days are counted before maintenance and after an outage. */
const holidayRange = (
  { exclusions, claim }: Pick<Policy, 'exclusions' | 'claim'>,
  { start, end }: Interval,
): Interval => {
  const { minimumNotice } = exclusions.maintenance;
  const before = 'ms' in minimumNotice ? 0 : minimumNotice.businessDays;
  const after = (claim?.steps ?? []).map(({ within }) => ('ms' in within ? 0 : (within.businessDays ?? 0)));
  return {
    start: start - businessDayReach(before) * DAY_MS,
    end: end + businessDayReach(Math.max(0, ...after)) * DAY_MS,
  };
};

/** Returns the version of the policy `id` under which `month` is evaluated. Throws `InvalidInput` if there is none. */
const configuredVersion = ({ policies }: Pick<Config, 'policies'>, id: string, month: string): ConfiguredPolicy => {
  const versions = Object.hasOwn(policies, id) ? policies[id] : undefined;
  if (versions === undefined) throw new InvalidInput([{ at: 'policy', rule: 'not a configured policy', value: id }]);
  const version = versionOfMonth(versions, month);
  if (version !== undefined) return version;
  throw new InvalidInput([{ at: 'policy', rule: `no version of it takes effect in or before ${month}`, value: id }]);
};

/**
 * Returns the policy `id` of `month` with its country's holidays as dates.
 * They cover the local days of `rangeOf` its time zone, and the days around it for limits in business days.
 * Throws `InvalidInput` if no version is in effect, or if the table of holidays does not cover all days.
 * Days outside the table are never treated as free of holidays.
 */
export const resolvePolicy = (
  config: Pick<Config, 'policies'>,
  id: string,
  month: string,
  rangeOf: (timeZone: string) => Interval,
): Policy => {
  const configured = configuredVersion(config, id, month);
  const { holidays, ...calendar } = configured.calendar;
  if (Array.isArray(holidays)) return { ...configured, calendar: { ...calendar, holidays } };

  const { start, end } = holidayRange(configured, rangeOf(configured.timeZone));
  const from = localDate(configured.timeZone, start);
  const to = localDate(configured.timeZone, Math.max(start, end - 1));
  const dates = holidaysBetween(holidays.country, from, to);
  if (dates !== undefined) return { ...configured, calendar: { ...calendar, holidays: dates } };
  throw new InvalidInput([
    faultAt(
      { policies: { [id]: configured } },
      ['policies', id, 'calendar', 'holidays'],
      `the table of holidays (${HOLIDAYS_COVER.from} to ${HOLIDAYS_COVER.to}) does not cover all of ${from} to ${to}`,
    ),
  ]);
};
