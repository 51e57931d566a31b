import tzdata from 'tzdata' with { type: 'json' };

/** What clocks in a zone show, as stretches in which they keep one offset from UTC (milliseconds), one after the other. */
type Stretch = { readonly from: number; readonly until: number; readonly offset: number };
export type Clocks = readonly Stretch[];

export const DAY = 86_400_000;
export const HOUR = 3_600_000;

/** Every name that the time zone database publishes, links included; `Factory` is a clock that nobody has set. */
const NAMES: readonly string[] = Object.keys(tzdata.zones).filter((name) => name !== 'Factory');

/** Clocks are read from the autumn before 2020 to the spring after 2041: a year more than the table of holidays. */
const FROM = Date.UTC(2019, 9, 1);
const UNTIL = Date.UTC(2042, 3, 1);
/** No zone has changed its clocks there and back within so short a time. */
const STEP = 7 * DAY;

/** Reads clocks as people do, by their hands, and not as the calendar under test does. */
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

/** The first instant at which `before` holds no longer. */
const changeBetween = (low: number, high: number, before: (at: number) => boolean): number => {
  if (high - low === 1) return high;
  const middle = Math.floor((low + high) / 2);
  return before(middle) ? changeBetween(middle, high, before) : changeBetween(low, middle, before);
};

/** Every instant at which clocks show `wall` (milliseconds as if they were in UTC): none where they skip it, two where it comes twice. */
export const instantsOf = (clocks: Clocks, wall: number): number[] =>
  clocks.flatMap(({ from, until, offset }) => (wall - offset >= from && wall - offset < until ? [wall - offset] : []));

/** The first instant that bears the date which begins at `wall`, or the first after it if clocks skip it whole. */
export const dayStarts = (clocks: Clocks, wall: number): number => {
  const bearing = clocks.find(({ from, until, offset }) => from + offset < wall + DAY && until + offset > wall);
  const { from, offset } = bearing ??
    clocks.find((stretch) => stretch.from + stretch.offset >= wall) ?? { from: NaN, offset: 0 };
  return Math.max(from, wall - offset);
};

/** Clocks by name, for every name. */
export const CLOCKS: ReadonlyMap<string, Clocks> = new Map(NAMES.map((name) => [name, clocksOf(name)]));

/** The different clocks that there are, each under the first name that goes by them. */
export const DISTINCT_CLOCKS: readonly (readonly [string, Clocks])[] = [
  ...new Map(
    [...CLOCKS].toReversed().map(([name, clocks]) => [JSON.stringify(clocks), [name, clocks] as const]),
  ).values(),
];
