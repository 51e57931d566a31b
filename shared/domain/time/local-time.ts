import { localOffset } from './calendar.ts';
import type { Instant } from './instant.ts';

const DAY = 24 * 3_600_000;

/**
 * The instants at which clocks in `zone` show a date and time, given as if it were UTC: one; none where the clocks skip it; two, in
 * order, where they show it twice (they were further ahead before, so that the first is the earlier).
 */
export const instantsAtLocalTime = (zone: string, wall: number): Instant[] =>
  [...new Set([localOffset(zone, wall - DAY), localOffset(zone, wall + DAY)])]
    .map((offset) => wall - offset)
    .filter((at) => at + localOffset(zone, at) === wall);
