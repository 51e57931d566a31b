import tzdata from 'tzdata' with { type: 'json' };

/** The clocks of a zone as consecutive intervals with one offset from UTC (ms). */
type Stretch = { readonly from: number; readonly until: number; readonly offset: number };
export type Clocks = readonly Stretch[];

export const DAY = 86_400_000;
export const HOUR = 3_600_000;

/** All names of the time zone database, links included. `Factory` stands for an unset clock. */
const NAMES: readonly string[] = Object.keys(tzdata.zones).filter((name) => name !== 'Factory');

/** Clocks are read from autumn 2019 to spring 2042: one year more than the holiday table. */
const FROM = Date.UTC(2019, 9, 1);
const UNTIL = Date.UTC(2042, 3, 1);
/** No zone has changed its offset and changed it back within this time. */
const STEP = 7 * DAY;

/** Reads the clocks through Intl.DateTimeFormat, unlike the tested calendar. */
const clocksOf = (name: string): Clocks => {
  const hands = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' });
  const offset = (at: number): number =>
    Date.parse(`${hands.format(at).replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000;
  const stretches: Stretch[] = [];
  let from = FROM;
  let shown = offset(FROM);
  for (let at = FROM; at < UNTIL; at += STEP) {
    const next = offset(at + STEP);
    if (next === shown) continue;
    const until = changeBetween(at, at + STEP, (middle) => offset(middle) === shown);
    stretches.push({ from, until, offset: shown });
    from = until;
    shown = next;
  }
  return [...stretches, { from, until: Infinity, offset: shown }];
};

/** Returns the first instant at which `before` is false. */
const changeBetween = (low: number, high: number, before: (at: number) => boolean): number => {
  if (high - low === 1) return high;
  const middle = Math.floor((low + high) / 2);
  return before(middle) ? changeBetween(middle, high, before) : changeBetween(low, middle, before);
};

/**
 * Returns the instants at which the clocks show `wall` (ms as if in UTC). There are none in a gap and two in an
 * overlap.
 */
export const instantsOf = (clocks: Clocks, wall: number): number[] =>
  clocks.flatMap(({ from, until, offset }) => (wall - offset >= from && wall - offset < until ? [wall - offset] : []));

/** Returns the first instant of the date that begins at `wall`, or the first instant after a skipped date. */
export const dayStarts = (clocks: Clocks, wall: number): number => {
  const bearing = clocks.find(({ from, until, offset }) => from + offset < wall + DAY && until + offset > wall);
  const { from, offset } = bearing ??
    clocks.find((stretch) => stretch.from + stretch.offset >= wall) ?? { from: NaN, offset: 0 };
  return Math.max(from, wall - offset);
};

/** The clocks of all names. */
export const CLOCKS: ReadonlyMap<string, Clocks> = new Map(NAMES.map((name) => [name, clocksOf(name)]));

/** The distinct clocks, each with the first of its names. */
export const DISTINCT_CLOCKS: readonly (readonly [string, Clocks])[] = [
  ...new Map(
    [...CLOCKS].toReversed().map(([name, clocks]) => [JSON.stringify(clocks), [name, clocks] as const]),
  ).values(),
];
