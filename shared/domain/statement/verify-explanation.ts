import { FULL_HUNDREDTHS, parseImpact } from '../money/impact.ts';
import { parsePercentage } from '../money/percentage.ts';
import { lengthBetween } from '../time/instant.ts';
import type { Derivation, ExplainedOutage, ExplainedRule, ExplainedShare, Explanation } from './explanation.ts';
import type { Statement } from './statement.ts';

/**
 * Replays a statement from its explanation alone, without the facts and without the evaluator's code. A statement is issued only if
 * both agree.
 */

/** The figures that the replay of an explanation gives. */
type Replayed = Pick<
  Statement,
  | 'totalsMs'
  | 'measuredMs'
  | 'observedDowntimeMs'
  | 'creditableDowntimeMs'
  | 'targetMet'
  | 'creditDays'
  | 'credits'
  | 'rateBps'
  | 'uncappedMinor'
  | 'capMinor'
  | 'amountMinor'
>;

/** Returns the first figure in which a statement disagrees with its explanation, in words; undefined if both agree. */
export const verifyExplanation = (statement: Statement): string | undefined => {
  const { explanation } = statement;
  const replayed = replay(explanation);
  for (const [name, value] of Object.entries(replayed)) {
    const [given, again] = [Reflect.get(statement, name), value].map((figure) => JSON.stringify(figure));
    if (given !== again) return `${name} ${given}, explained ${again}`;
  }
  return (
    explanation.outages.flatMap((outage) => outageFault(outage, explanation) ?? [])[0] ??
    monthFault(explanation) ??
    periodsFault(statement)
  );
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const length = ({ start, end }: { readonly start: string; readonly end: string }): number => lengthBetween(start, end);

const replay = (explanation: Explanation): Replayed => {
  const { counted, credit, target } = explanation;
  const observed = downTenThousandths(explanation, counted.observed);
  const { credits, rateBps, numerator, denominator } = earnedAgain(explanation);
  const fee = BigInt(credit.feeMinor);
  const uncapped = halfEven(fee * numerator, denominator);
  const caps = credit.caps.map(({ share, minor }) => {
    if (share === null) return BigInt(minor);
    const [top, bottom] = fractionAgain(share, credit.daysInMonth);
    return (fee * top) / bottom;
  });
  const cap = smallest(caps);
  const payable = smallest([uncapped, ...caps, fee]) ?? 0n;
  const isPaid = credit.payableAboveMinor === null || payable > BigInt(credit.payableAboveMinor);
  return {
    totalsMs: totalsAgain(explanation),
    measuredMs: counted.effect === 'remove' ? counted.serviceMs - counted.excusedMs : counted.serviceMs,
    observedDowntimeMs: Number(halfEven(observed, FULL)),
    creditableDowntimeMs: Number(halfEven(downTenThousandths(explanation, counted.creditable), FULL)),
    targetMet: !isUnder(availabilityAgain(explanation, observed), fractionOfPercent(target)),
    creditDays: credit.bookings.flatMap(({ date, credits: booked }) =>
      date === null || booked === 0 ? [] : [{ date, credits: booked }],
    ),
    credits,
    rateBps,
    uncappedMinor: Number(uncapped),
    capMinor: cap === undefined ? null : Number(cap),
    amountMinor: isPaid ? Number(payable) : 0,
  };
};

const FULL = BigInt(FULL_HUNDREDTHS);

/** A fraction as numerator and denominator. */
type Ratio = readonly [numerator: bigint, denominator: bigint];

const isUnder = ([a, b]: Ratio, [c, d]: Ratio): boolean => a * d < c * b;

const halfEven = (numerator: bigint, denominator: bigint): bigint => {
  const down = numerator / denominator;
  const distance = 2n * (numerator - down * denominator) - denominator;
  if (distance === 0n) return down + (down % 2n);
  return distance < 0n ? down : down + 1n;
};

const smallest = (amounts: readonly bigint[]): bigint | undefined =>
  amounts.toSorted((a, b) => (a < b ? -1 : Number(a > b)))[0];

const fractionOfPercent = (percent: string): Ratio => {
  const { numerator = 0n, denominator = 1n } = parsePercentage(percent) ?? {};
  return [numerator, denominator];
};

const fractionAgain = ({ bps, serviceFeeDays = 0, of }: ExplainedShare, daysInMonth: number): Ratio => {
  if (bps !== undefined) return [BigInt(bps), 10_000n];
  const days = BigInt(serviceFeeDays);
  if (of === 'year') return [12n * days, 365n];
  return [days, of === '30-days' ? 30n : BigInt(daysInMonth)];
};

const totalsAgain = ({ intervals }: Explanation): Statement['totalsMs'] =>
  Object.fromEntries(
    [...Map.groupBy(intervals, ({ label }) => label)]
      .map(([label, parts]) => [label, sum(parts.map(length))] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );

/** Adds up counted parts by units and impact, in ten-thousandths of a millisecond. */
const downTenThousandths = (
  { counted: { wholeUnits } }: Explanation,
  parts: Explanation['counted']['observed'],
): bigint =>
  parts.reduce((total, part) => {
    const ms = part.units === null ? length(part) : part.units * (wholeUnits?.unitMs ?? 0);
    return total + BigInt(ms) * BigInt(parseImpact(part.impact)?.hundredths ?? 0);
  }, 0n);

const availabilityAgain = ({ counted: { measuredMs, decimals } }: Explanation, down: bigint): Ratio => {
  if (measuredMs === 0) return [1n, 1n];
  const measured = BigInt(measuredMs) * FULL;
  if (decimals === null) return [measured - down, measured];
  const scale = 100n * 10n ** BigInt(decimals);
  const scaled = (measured - down) * scale;
  const whole = scaled / measured;
  return [whole + (2n * (scaled % measured) >= measured ? 1n : 0n), scale];
};

type EarnedAgain = Pick<Statement, 'credits' | 'rateBps'> & {
  readonly numerator: bigint;
  readonly denominator: bigint;
};

const inBps = (rule: ExplainedRule): boolean => {
  if (rule.kind === 'proportional') return false;
  const amounts =
    rule.kind === 'tiers'
      ? [...rule.tiers.map(({ amount }) => amount), ...(rule.beyond === null ? [] : [rule.beyond.amount])]
      : [rule.amount];
  return amounts.every(({ bps }) => bps !== undefined);
};

/** Adds up shares of the fees. */
const sharesAgain = (shares: readonly (readonly [ExplainedShare, number])[], daysInMonth: number): Ratio =>
  shares.reduce<Ratio>(
    ([a, b], [share, times]) => {
      const [c, d] = fractionAgain(share, daysInMonth);
      return [a * d + BigInt(times) * c * b, b * d];
    },
    [0n, 1n],
  );

const earnedFrom = (
  credits: number,
  shares: readonly (readonly [ExplainedShare, number])[],
  { rule, daysInMonth }: Derivation,
): EarnedAgain => {
  const [numerator, denominator] = sharesAgain(shares, daysInMonth);
  const rateBps = inBps(rule) ? sum(shares.map(([{ bps = 0 }, times]) => bps * times)) : null;
  return { credits, rateBps, numerator, denominator };
};

const earnedAgain = (explanation: Explanation): EarnedAgain => {
  const { credit, counted } = explanation;
  const { rule } = credit;
  if (credit.gated) return earnedFrom(0, [], credit);
  if (rule.kind === 'per-block' || rule.kind === 'per-outage') {
    const credits = creditsAgain(credit, rule, counted.measuredMs);
    return earnedFrom(credits, [[rule.amount, credits]], credit);
  }
  if (rule.kind === 'tiers' && rule.by === 'period') {
    const amounts = credit.bookings.flatMap(({ earnings }) =>
      earnings.flatMap(({ parts }) => {
        const tier = rule.tiers.findLast(({ longerThanMs = Infinity }) => sum(parts.map(length)) > longerThanMs);
        return tier === undefined ? [] : [[tier.amount, 1] as const];
      }),
    );
    return earnedFrom(amounts.length, amounts, credit);
  }
  const down = downTenThousandths(explanation, counted.creditable);
  if (down === 0n) return earnedFrom(0, [], credit);
  if (rule.kind === 'proportional') {
    if (counted.measuredMs === 0) return earnedFrom(0, [], credit);
    const measured = BigInt(counted.measuredMs) * FULL;
    return { credits: 1, rateBps: null, numerator: BigInt(rule.multiplier) * down, denominator: measured };
  }
  const shares = tierShares(rule, availabilityAgain(explanation, down), down);
  const earned = earnedFrom(0, shares, credit);
  return { ...earned, credits: Number(earned.numerator > 0n) };
};

type TiersAgain = Extract<ExplainedRule, { kind: 'tiers' }>;

const tierShares = (
  { tiers, beyond }: TiersAgain,
  availability: Ratio,
  down: bigint,
): (readonly [ExplainedShare, number])[] => {
  const reached = tiers.findLast(({ below, atMost, longerThanMs }) => {
    if (below !== undefined) return isUnder(availability, fractionOfPercent(below));
    if (atMost !== undefined) return !isUnder(fractionOfPercent(atMost), availability);
    return longerThanMs !== undefined && down > BigInt(longerThanMs) * FULL;
  });
  return [
    ...(reached === undefined ? [] : [[reached.amount, 1] as const]),
    ...(beyond === null ? [] : [[beyond.amount, stepsAgain(beyond, availability)] as const]),
  ];
};

/** Counts the steps from a bound down to the availability one by one. */
const stepsAgain = ({ from, step, partialStep }: NonNullable<TiersAgain['beyond']>, availability: Ratio): number => {
  const [a, b] = fractionOfPercent(from);
  const [c, d] = fractionOfPercent(step);
  const missing: Ratio = [a * availability[1] - availability[0] * b, b * availability[1]];
  if (missing[0] <= 0n) return 0;
  const steps = (missing[0] * d) / (missing[1] * c);
  const isStarted = isUnder([steps * c, d], missing);
  return Number(steps) + (isStarted && partialStep === 'count' ? 1 : 0);
};

type CountedRule = Extract<ExplainedRule, { kind: 'per-block' | 'per-outage' }>;

/** Counts the blocks or outages of each booking, within the limits of a day and of the month. */
const creditsAgain = ({ bookings }: Derivation, rule: CountedRule, measuredMs: number): number =>
  bookings.reduce((total, { earnings }) => {
    const earned = sum(earnings.map(({ parts }) => countAgain(parts, rule, measuredMs)));
    return Math.min(total + Math.min(earned, rule.maxPerDay ?? Infinity), rule.maxPerMonth ?? Infinity);
  }, 0);

const countAgain = (
  parts: readonly { readonly start: string; readonly end: string }[],
  rule: CountedRule,
  measuredMs: number,
): number => {
  const ms = sum(parts.map(length));
  if (rule.kind === 'per-outage') return 1;
  if (rule.blocksWithin !== 'month') return Math.min(Math.floor(ms / rule.blockMs), rule.maxPerPeriod ?? Infinity);
  const [free, of] = fractionOfPercent(rule.allowancePercent ?? '0');
  return Number((BigInt(ms) * of - BigInt(measuredMs) * free) / (BigInt(rule.blockMs) * of));
};

/** Decides the claim for an outage again, and compares the labels inside it with the decision. */
const outageFault = (outage: ExplainedOutage, { claim, asOf, intervals }: Explanation): string | undefined => {
  const met = outage.steps.map(({ notices }) => notices.filter(({ receivedAt, deadline }) => receivedAt <= deadline));
  const unmet = outage.steps[met.findIndex((timely) => timely.length === 0)];
  const recognised = (met[0] ?? []).map(({ recognizedAt }) => recognizedAt).toSorted()[0];
  const from = claim?.accrual === 'recognition' && recognised !== undefined ? recognised : outage.start;
  const accruesFrom = unmet === undefined ? (from > outage.start ? from : outage.start) : null;
  const forfeit = unmet === undefined ? null : reasonOf(unmet, asOf);
  const name = `the outage of ${outage.start}`;
  if (outage.accruesFrom !== accruesFrom) return `${name} accrues from ${outage.accruesFrom}, explained ${accruesFrom}`;
  if (outage.forfeit !== forfeit) return `${name} is forfeited as ${outage.forfeit}, explained ${forfeit}`;
  const misplaced = intervals.find(
    ({ label, start, end }) =>
      label === 'downtime' &&
      start < outage.end &&
      end > outage.start &&
      (accruesFrom === null || start < accruesFrom || end > outage.end),
  );
  return misplaced === undefined ? undefined : `${name} has creditable downtime at ${misplaced.start}`;
};

const reasonOf = (
  { notices, deadline }: ExplainedOutage['steps'][number],
  asOf: string,
): NonNullable<ExplainedOutage['forfeit']> => {
  if (notices.length > 0) return 'late-notice';
  return asOf <= deadline ? 'pending' : 'no-notice';
};

/** The intervals must cover the month without gap or overlap. */
const monthFault = ({ intervals, start, end }: Explanation): string | undefined => {
  const edges = [...intervals.map((interval) => interval.start), end];
  const ends = [start, ...intervals.map((interval) => interval.end)];
  const gap = edges.findIndex((edge, i) => edge !== ends[i]);
  return gap < 0 ? undefined : `the month has a gap or an overlap at ${edges[gap]}`;
};

/** The counted parts must be the creditable periods that are long enough, inside the month. */
const periodsFault = ({ periods, explanation: { counted, start, end } }: Statement): string | undefined => {
  const expected = sum(
    periods
      .filter((period) => length(period) >= counted.minimumMs)
      .map((period) =>
        length({ start: period.start > start ? period.start : start, end: period.end < end ? period.end : end }),
      ),
  );
  const given = sum(counted.creditable.map(length));
  return given === expected ? undefined : `creditable periods of ${expected} ms, explained ${given} ms`;
};
