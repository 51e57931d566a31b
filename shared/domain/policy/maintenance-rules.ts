import { addBusinessDays } from '../time/business-days.ts';
import { endOfDate, localDate } from '../time/calendar.ts';
import type { FactOf } from '../facts/facts.ts';
import type { Instant } from '../time/instant.ts';
import { clip, type Interval, type Intervals, listIntervals, subtract } from '../time/intervals.ts';
import type { Policy } from './policy.ts';

/** Returns the contract clause behind an exclusion or maintenance: 9 policy block, 3 other causes, 2 on request, 1 scheduled. */
export const clauseOfPeriod = (fact: FactOf<'maintenance'> | FactOf<'exclusion'>): number => {
  if (fact.kind === 'exclusion') return fact.reason === 'policy-block' ? 9 : 3;
  return fact.requestedBy === 'customer' ? 2 : 1;
};

/**
 * Whether maintenance is scheduled (`docs/rules.md §3`): requested by the customer, or announced early enough, or the policy excludes
 * emergencies too. Other maintenance is an emergency and changes nothing.
 */
export const isScheduled = (
  { requestedBy, announcedAt, start }: FactOf<'maintenance'>,
  { exclusions: { maintenance }, calendar, timeZone }: Pick<Policy, 'exclusions' | 'calendar' | 'timeZone'>,
): boolean => {
  if (requestedBy === 'customer' || maintenance.emergency === 'excluded') return true;
  if (announcedAt >= start) return false;
  const { minimumNotice } = maintenance;
  if ('ms' in minimumNotice) return announcedAt + minimumNotice.ms <= start;
  const lastDate = addBusinessDays(
    localDate(timeZone, start),
    minimumNotice.businessDays,
    -1,
    new Set(calendar.holidays),
  );
  return announcedAt <= endOfDate(timeZone, lastDate);
};

/** The company's scheduled maintenance in one local month. `usedUpAt` is null unless it used up the policy's limit. */
export type MaintenanceUse = {
  readonly month: string;
  readonly usedMs: number;
  readonly usedUpAt: Instant | null;
};

/**
 * Cuts the company's scheduled maintenance where it has used up `maxMs` in a local month. Later parts of that month are not scheduled
 * maintenance. Parts outside `months` are left alone.
 */
export const limitMaintenance = (
  periods: Intervals,
  months: readonly (Interval & { readonly month: string })[],
  maxMs: number,
): { readonly allowed: Intervals; readonly use: readonly MaintenanceUse[] } => {
  const use: MaintenanceUse[] = [];
  let allowed = periods;
  for (const { month, start, end } of months) {
    const within = listIntervals(clip(periods, start, end));
    let usedMs = 0;
    let usedUpAt: Instant | null = null;
    for (const part of within) {
      const length = part.end - part.start;
      if (usedUpAt === null && usedMs + length >= maxMs) usedUpAt = part.start + maxMs - usedMs;
      usedMs += length;
    }
    if (usedUpAt !== null) allowed = subtract(allowed, [usedUpAt, end]);
    if (usedMs > 0) use.push({ month, usedMs, usedUpAt });
  }
  return { allowed, use };
};
