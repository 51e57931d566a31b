import { addFractions, type Fraction, fraction, reduced, ZERO } from '../money/fraction.ts';
import { fractionOf, type Share } from '../policy/share.ts';
import { type Instant, instantOf } from '../time/instant.ts';
import type { Interval } from '../time/intervals.ts';
import type { ExplainedOutage, ExplainedShare } from './explanation.ts';
import type { Statement } from './statement.ts';

/** An incident of a provider, as its status page reports it. */
export type CausingIncident = Interval & { readonly provider: string; readonly incident: string };

/**
 * A cause of credited downtime. `component` is null for an amount without a cause in the statement.
 * `alarm` is null for downtime that a person recorded. `incident` ran during the downtime; null if none did.
 */
export type CreditCause = {
  readonly component: string | null;
  readonly alarm: string | null;
  readonly provider: string | null;
  readonly incident: string | null;
};

/** A part of a credit, in minor units, with its cause. */
export type CausedCredit = CreditCause & { readonly amountMinor: number };

/** The cause of an amount that no downtime of the statement explains. */
export const NO_CAUSE: CreditCause = { component: null, alarm: null, provider: null, incident: null };

/**
 * Divides a statement's credit among the causes of the credited downtime, in proportion to its length. The parts add up to the credit.
 * Causes at the same instant get equal parts: first the components, then the alarms of each, then the incidents.
 * `incidentsOf`: the incidents of the providers that a component depends on.
 */
export const creditCauses = (
  statement: Statement,
  incidentsOf: (component: string) => readonly CausingIncident[],
): CausedCredit[] => {
  const causes = new Map<string, CreditCause>();
  const weights = new Map<string, Fraction>();
  for (const { parts, weight } of creditedTime(statement)) {
    const lengths = [...lengthsByCause(parts, statement.explanation.outages, incidentsOf)];
    const whole = lengths.reduce((sum, [, { length }]) => addFractions(sum, length), ZERO);
    const shares =
      lengths.length === 0
        ? [{ cause: NO_CAUSE, share: weight }]
        : lengths.map(([, { cause, length }]) => ({ cause, share: times(weight, divide(length, whole)) }));
    for (const { cause, share } of shares) {
      const key = keyOf(cause);
      causes.set(key, cause);
      weights.set(key, reduced(addFractions(weights.get(key) ?? ZERO, share)));
    }
  }
  const keys = [...weights.keys()].toSorted();
  const amounts = apportion(
    statement.amountMinor,
    keys.map((key) => weights.get(key) ?? ZERO),
  );
  return keys.flatMap((key, i) => {
    const amountMinor = amounts[i] ?? 0;
    return amountMinor === 0 ? [] : [{ ...(causes.get(key) ?? NO_CAUSE), amountMinor }];
  });
};

const keyOf = ({ component, alarm, provider, incident }: CreditCause): string =>
  JSON.stringify([component, alarm, provider, incident]);

/** Time that was credited together, and its weight in the credit of the month. */
type CreditedTime = { readonly parts: readonly Interval[]; readonly weight: Fraction };

/** Returns the qualifying parts of each booked credit. A credit that is booked on no period has all the creditable time. */
const creditedTime = ({ explanation: { credit, counted } }: Statement): CreditedTime[] => {
  const { rule, bookings, daysInMonth } = credit;
  const booked = bookings.flatMap(({ earnings, earned: ofBooking, credits }) =>
    credits === 0
      ? []
      : earnings
          .filter(({ earned }) => earned > 0)
          .map(({ parts, earned, tier }): CreditedTime => {
            const amount = rule.kind === 'tiers' && tier !== undefined ? rule.tiers[tier]?.amount : undefined;
            return {
              parts: parts.map(intervalOf),
              weight: times(fraction(credits * earned, ofBooking), shareOf(amount, daysInMonth)),
            };
          }),
  );
  return booked.some(({ weight }) => weight.numerator > 0n)
    ? booked
    : [{ parts: counted.creditable.map(intervalOf), weight: fraction(1, 1) }];
};

const intervalOf = ({ start, end }: { readonly start: string; readonly end: string }): Interval => ({
  start: instantOf(start),
  end: instantOf(end),
});

/** Returns the share of the fees of a tier; 1 for credits that all have the same share. */
const shareOf = (amount: ExplainedShare | undefined, daysInMonth: number): Fraction => {
  if (amount === undefined) return fraction(1, 1);
  const { bps, serviceFeeDays = 0, of } = amount;
  const share: Share = bps === undefined ? { serviceFeeDays, of } : { bps };
  return fractionOf(share, daysInMonth);
};

type Source = Interval & { readonly alarm: string | null };

/** Downtime of a component: its alarms, and its excuses. */
type Down = {
  readonly component: string;
  readonly sources: readonly Source[];
  readonly excuses: readonly Interval[];
  readonly incidents: readonly CausingIncident[];
};

/** Returns how long each cause was the cause during some parts. Time without a cause, such as a short gap that is joined, is left out. */
const lengthsByCause = (
  parts: readonly Interval[],
  outages: readonly ExplainedOutage[],
  incidentsOf: (component: string) => readonly CausingIncident[],
): Map<string, { readonly cause: CreditCause; readonly length: Fraction }> => {
  const lengths = new Map<string, { cause: CreditCause; length: Fraction }>();
  for (const part of parts) {
    const downs = outages
      .map((outage) => ({ outage, interval: intervalOf(outage) }))
      .flatMap(({ outage, interval }) =>
        overlap(interval, part) ? outage.components.map((component) => downOf(component, incidentsOf)) : [],
      );
    for (const segment of segmentsOf(part, downs)) {
      for (const { cause, share } of causesAt(segment, downs)) {
        const key = keyOf(cause);
        const length = times(fraction(segment.end - segment.start, 1), share);
        lengths.set(key, { cause, length: reduced(addFractions(lengths.get(key)?.length ?? ZERO, length)) });
      }
    }
  }
  return lengths;
};

const downOf = (
  { id, downBy, excusedBy }: ExplainedOutage['components'][number],
  incidentsOf: (component: string) => readonly CausingIncident[],
): Down => ({
  component: id,
  sources: downBy.map((reason) => ({
    ...intervalOf(reason),
    alarm: reason.kind === 'monitor-state' ? reason.source : null,
  })),
  excuses: excusedBy.map(intervalOf),
  incidents: incidentsOf(id),
});

/** Divides a part at every instant at which its causes may change. */
const segmentsOf = ({ start, end }: Interval, downs: readonly Down[]): Interval[] => {
  const edges = downs
    .flatMap(({ sources, excuses, incidents }) => [...sources, ...excuses, ...incidents])
    .flatMap((each): Instant[] => [each.start, each.end])
    .filter((edge) => edge > start && edge < end);
  const sorted = [...new Set([start, ...edges, end])].toSorted((a, b) => a - b);
  return sorted.slice(0, -1).map((edge, i) => ({ start: edge, end: sorted[i + 1] ?? end }));
};

/** Returns the causes during a segment, with their equal shares. Excused downtime is no cause. */
const causesAt = (
  segment: Interval,
  downs: readonly Down[],
): { readonly cause: CreditCause; readonly share: Fraction }[] => {
  const active = downs.flatMap(({ component, sources, excuses, incidents }) => {
    const alarms = [...new Set(sources.filter((source) => overlap(source, segment)).map(({ alarm }) => alarm))];
    if (alarms.length === 0 || excuses.some((excuse) => overlap(excuse, segment))) return [];
    return [{ component, alarms, incidents: incidents.filter((incident) => overlap(incident, segment)) }];
  });
  return active.flatMap(({ component, alarms, incidents }) => {
    const running = incidents.length === 0 ? [{ provider: null, incident: null }] : incidents;
    const share = fraction(1, active.length * alarms.length * running.length);
    return alarms.flatMap((alarm) =>
      running.map(({ provider, incident }) => ({ cause: { component, alarm, provider, incident }, share })),
    );
  });
};

const overlap = (a: Interval, b: Interval): boolean => a.start < b.end && b.start < a.end;

/**
 * Divides an amount in proportion to weights into whole parts that add up to it. Each part is rounded down.
 * The parts with the largest remainders then get one minor unit more, the first of equal ones first.
 */
export const apportion = (amount: number, weights: readonly Fraction[]): number[] => {
  const denominator = weights.reduce((product, weight) => leastMultiple(product, weight.denominator), 1n);
  const wholes = weights.map((weight) => (weight.numerator * denominator) / weight.denominator);
  const sum = wholes.reduce((total, whole) => total + whole, 0n);
  if (sum === 0n) return weights.map((_, i) => (i === 0 ? amount : 0));
  const exact = wholes.map((whole) => BigInt(amount) * whole);
  const parts = exact.map((product) => product / sum);
  const left = Number(BigInt(amount) - parts.reduce((total, part) => total + part, 0n));
  const largest = exact
    .map((product, i) => ({ i, remainder: product % sum }))
    .toSorted((a, b) => (a.remainder === b.remainder ? a.i - b.i : a.remainder > b.remainder ? -1 : 1))
    .slice(0, left);
  const rounded = new Set(largest.map(({ i }) => i));
  return parts.map((part, i) => Number(part) + (rounded.has(i) ? 1 : 0));
};

const times = (a: Fraction, b: Fraction): Fraction => ({
  numerator: a.numerator * b.numerator,
  denominator: a.denominator * b.denominator,
});

const divide = (a: Fraction, b: Fraction): Fraction => ({
  numerator: a.numerator * b.denominator,
  denominator: a.denominator * b.numerator,
});

const greatestDivisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : greatestDivisor(b, a % b));
const leastMultiple = (a: bigint, b: bigint): bigint => (a / greatestDivisor(a, b)) * b;
