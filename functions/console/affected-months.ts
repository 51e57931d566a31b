import { addMonths, localDate } from '../../shared/domain/time/calendar.ts';
import type { Fact } from '../../shared/domain/facts/facts.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';

/** A day on either side: a downtime over the end of a month is judged whole in both. */
const DAY = 24 * 3_600_000;

/** The most months that are looked at for one fact. */
const MOST = 3;

/** The months whose statements a fact may be in, first the one in which what it tells of begins; at most three. */
export const affectedMonths = (fact: Fact, zone: string): string[] => {
  const monthAt = (at: Instant): string => localDate(zone, at).slice(0, 7);
  const [from, to] = stretchOf(fact);
  const months = new Set([monthAt(from), monthAt(from - DAY)]);
  for (let month = monthAt(from); month < monthAt(to + DAY) && months.size < MOST;) {
    month = addMonths(month, 1);
    months.add(month);
  }
  return [...months];
};

const stretchOf = (fact: Fact): readonly [from: Instant, to: Instant] => {
  switch (fact.kind) {
    case 'monitor-state':
    case 'provider-status':
      return [fact.at, fact.at];
    case 'notice':
      return [fact.recognizedAt, fact.recognizedAt];
    case 'retraction':
      return [fact.recordedAt ?? 0, fact.recordedAt ?? 0];
    default:
      return [fact.start, fact.end];
  }
};
