import type { Fact } from '../../shared/domain/facts/facts.ts';
import { addMonths, localMonth } from '../../shared/domain/time/calendar.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { factInterval } from './pages/fact-text.ts';
import { DAY_MS } from '../../shared/lib/time-units.ts';

/** A downtime across the end of a month affects both months, so facts get a margin of a day. A notice may name a month. */
const MARGIN_MS = DAY_MS;

/** A preview evaluates each month twice. */
const MONTHS_MAX = 3;

/** Returns the months whose statements can use a fact, the month of its start first; at most MONTHS_MAX. */
export const affectedMonths = (fact: Fact, zone: string): string[] => {
  const monthAt = (at: Instant): string => localMonth(zone, at);
  const { start, end } = factInterval(fact);
  const claimed = fact.kind === 'notice' ? fact.month : undefined;
  const months = new Set([...(claimed === undefined ? [] : [claimed]), monthAt(start), monthAt(start - MARGIN_MS)]);
  for (let month = monthAt(start); month < monthAt(end + MARGIN_MS) && months.size < MONTHS_MAX;) {
    month = addMonths(month, 1);
    months.add(month);
  }
  return [...months];
};
