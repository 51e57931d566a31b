import { addMonths, localDate } from '../../shared/domain/calendar.ts';
import type { Fact } from '../../shared/domain/facts.ts';

/** A day on either side: a downtime over the end of a month is judged whole in both. */
const DAY = 24 * 3_600_000;

/** The most months that are looked at for one fact. */
const MOST = 3;

/** The months whose statements a fact may be in, the month that it tells of first among equals; at most three. */
export const monthsToldOf = (fact: Fact, zone: string): string[] => {
  const [from, to] = stretchOf(fact);
  const first = localDate(zone, from - DAY).slice(0, 7);
  const last = localDate(zone, to + DAY).slice(0, 7);
  const months = [first];
  while (months.length < MOST && (months.at(-1) ?? last) < last) months.push(addMonths(months.at(-1) ?? last, 1));
  return months;
};

const stretchOf = (fact: Fact): readonly [number, number] => {
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
