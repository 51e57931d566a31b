import { DateTime, Interval } from 'luxon';
import type { EngineAnswer } from './engine-answer.ts';
import type { MixInput } from './mixes.ts';

/** The rules of the Short Form SLA in idiomatic luxon, limited to the features of the measured months. */

type Notice = { readonly customer: string; readonly recognized: DateTime; readonly received: DateTime };

/** The facts of a month, parsed once for all customers. */
export type LuxonFacts = {
  readonly downtimes: readonly Interval[];
  readonly exclusions: readonly Interval[];
  readonly maintenance: readonly Interval[];
  readonly notices: ReadonlyMap<string, readonly Notice[]>;
};

/** The service time around the month, and the month's days. */
export type LuxonCalendar = {
  readonly month: Interval;
  readonly days: readonly Interval[];
  readonly service: readonly Interval[];
};

export const factsOf = ({ facts }: MixInput): LuxonFacts => {
  const spans = (kind: string): Interval[] =>
    facts.flatMap((fact) =>
      fact.kind === kind && 'start' in fact ? [Interval.fromISO(`${fact.start}/${fact.end}`)] : [],
    );
  const notices = facts.flatMap((fact): Notice[] =>
    fact.kind === 'notice'
      ? [
          {
            customer: fact.customer,
            recognized: DateTime.fromISO(fact.recognizedAt),
            received: DateTime.fromISO(fact.receivedAt),
          },
        ]
      : [],
  );
  return {
    downtimes: spans('downtime'),
    exclusions: spans('exclusion'),
    maintenance: spans('maintenance'),
    notices: Map.groupBy(notices, ({ customer }) => customer),
  };
};

const milliseconds = (intervals: readonly Interval[]): number =>
  intervals.reduce((sum, interval) => sum + interval.length('milliseconds'), 0);

const intersection = (some: readonly Interval[], others: readonly Interval[]): Interval[] =>
  some.flatMap((one) => others.flatMap((other) => one.intersection(other) ?? [])).filter((span) => !span.isEmpty());

const difference = (some: readonly Interval[], others: readonly Interval[]): Interval[] =>
  Interval.merge(some.flatMap((one) => one.difference(...others)));

export const calendarOf = ({ month: name, policy, asOf }: MixInput, { maintenance }: LuxonFacts): LuxonCalendar => {
  const month = Interval.after(DateTime.fromISO(`${name}-01`, { zone: policy.timeZone }), { months: 1 });
  const window = Interval.fromDateTimes(
    month.start?.minus({ hours: 31 * 24 }) ?? DateTime.invalid('no start'),
    DateTime.min(month.end?.plus({ hours: 31 * 24 }) ?? DateTime.invalid('no end'), DateTime.fromISO(asOf)),
  );
  const around = Interval.fromDateTimes(
    window.start?.startOf('day') ?? DateTime.invalid('no start'),
    window.end?.endOf('day') ?? DateTime.invalid('no end'),
  ).splitBy({ days: 1 });
  const weekdays: readonly number[] = policy.calendar.excludeWeekdays;
  const holidays: readonly string[] = policy.calendar.holidays;
  const off = around.filter(
    ({ start }) => weekdays.includes(start?.weekday ?? 0) || holidays.includes(start?.toISODate() ?? ''),
  );
  return { month, days: month.splitBy({ days: 1 }), service: window.difference(...off, ...maintenance) };
};

/** Evaluates a customer's month. */
export const evaluateWithLuxon = (
  { customer, fee, policy }: { readonly customer: string; readonly fee: number; readonly policy: MixInput['policy'] },
  { downtimes, exclusions, notices }: LuxonFacts,
  { month, days, service }: LuxonCalendar,
): EngineAnswer => {
  const outages = Interval.merge([...downtimes]);
  const unexcused = difference(outages, exclusions);
  const inService = intersection(service, [month]);
  const excused = difference(intersection(inService, outages), unexcused);
  const counted = intersection(unexcused, service);

  const assessed = outages
    .filter((outage) => outage.overlaps(month))
    .map((outage) => {
      const spans = intersection(counted, [outage]);
      const timely = (notices.get(customer) ?? []).filter(
        ({ recognized, received }) =>
          recognized < (outage.end ?? recognized) &&
          received >= (outage.start?.minus({ hours: 1 }) ?? received) &&
          received <= (outage.end?.plus({ hours: 24 }) ?? received),
      );
      return { spans, first: DateTime.min(...timely.map(({ recognized }) => recognized)) };
    });
  const periods = assessed.flatMap(({ spans, first }) => (first === undefined ? [] : since(spans, first)));
  const creditable = intersection(periods, [month]);
  const noticed = intersection(
    assessed.flatMap(({ spans, first }) => (first === undefined ? [] : spans)),
    [month],
  );
  const unnoticed = intersection(
    assessed.flatMap(({ spans, first }) => (first === undefined ? spans : [])),
    [month],
  );

  const qualifying = periods.filter((period) => period.overlaps(month) && period.length('hours') > 1);
  const credits = days.reduce((sum, day) => {
    const blocks = intersection(qualifying, [day]).map((part) => Math.floor(part.length('minutes') / 30));
    return (
      sum +
      Math.min(
        policy.credit.maxPerDay,
        blocks.reduce((all, count) => all + count, 0),
      )
    );
  }, 0);
  return {
    customer,
    serviceMs: milliseconds(inService),
    excusedMs: milliseconds(excused),
    observedMs: milliseconds(intersection(counted, [month])),
    creditableMs: milliseconds(creditable),
    unrecognizedMs: milliseconds(noticed) - milliseconds(creditable),
    forfeitedMs: milliseconds(unnoticed),
    credits,
    amountMinor: Math.min(
      halfEven(fee * policy.credit.amount.bps * credits, 10_000),
      Math.floor((fee * policy.caps[0].serviceFeeDays) / days.length),
      fee,
    ),
  };
};

/** Returns the parts of intervals after an instant. */
const since = (spans: readonly Interval[], first: DateTime): Interval[] =>
  spans.flatMap((span) => span.splitAt(first)).filter(({ start }) => start !== null && start >= first);

const halfEven = (amount: number, divisor: number): number => {
  const down = Math.floor(amount / divisor);
  const twice = 2 * (amount - down * divisor);
  return twice > divisor || (twice === divisor && down % 2 === 1) ? down + 1 : down;
};
