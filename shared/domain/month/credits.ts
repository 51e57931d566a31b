import { addFractions, compareFractions, type Fraction, fraction, timesWhole, ZERO } from '../money/fraction.ts';
import { FULL_HUNDREDTHS } from '../money/impact.ts';
import { type Credit, type CreditOf, type CreditTier, isInBps, type Qualify } from '../policy/credit.ts';
import { fractionOf, type Share } from '../policy/share.ts';
import type { LocalDay } from '../time/calendar.ts';
import type { Interval } from '../time/intervals.ts';
import { availabilityOf } from './availability.ts';
import type { EvaluationContext } from './evaluation-context.ts';
import type { WeightedTime } from './weighted-time.ts';

/** How a month's creditable downtime becomes credits (`docs/rules.md §7`). */

/** A part of a creditable period on one local day of the month. */
type DayPart = Interval & { readonly period: number; readonly day: number };

/** One source of credits: a period's qualifying parts in the month, and the credits that they earn before limits. */
type Earning = {
  readonly parts: readonly Interval[];
  /** Whole blocks, before `maxPerPeriod`; for other credits as `earned`. */
  readonly blocks: number;
  readonly earned: number;
  /** The index of the tier that a period reaches. */
  readonly tier?: number;
};

/** The credits booked on one local day; `date` is null where they are booked on no day. */
type Booking = {
  readonly date: string | null;
  readonly earnings: readonly Earning[];
  readonly earned: number;
  /** The credits that the limits leave of `earned`. */
  readonly credits: number;
};

/** The credits of a month before they become money. */
export type Earned = {
  readonly bookings: readonly Booking[];
  readonly credits: number;
  /** The share of the fees. */
  readonly share: Fraction;
  /** The share in basis points; null if an amount of the policy is not in basis points. */
  readonly rateBps: number | null;
  /** The index of the tier that the month reaches, and how many further steps it counts. */
  readonly tier?: number | undefined;
  readonly steps?: number;
};

/** The downtime that can earn credits: creditable periods that overlap the month and are not too short, in order. */
export type Creditable = {
  readonly periods: readonly Interval[];
  readonly weighted: WeightedTime;
  readonly measuredMs: number;
};

/** Returns the credits of a month that earns nothing. */
export const nothingEarned = (credit: Credit): Earned => ({
  bookings: NONE,
  credits: 0,
  share: ZERO,
  rateBps: isInBps(credit) ? 0 : null,
});

const NONE: readonly never[] = [];

/** Returns the credits that creditable downtime earns; the gate is not considered. */
export const earn = (creditable: Creditable, context: EvaluationContext): Earned => {
  const { credit } = context.policy;
  if (creditable.periods.length === 0) return nothingEarned(credit);
  switch (credit.kind) {
    case 'per-block':
      return perBlock(credit, creditable, context);
    case 'per-outage':
      return perOutage(credit, creditable, context);
    case 'tiers':
      return byTiers(credit, creditable, context);
    case 'proportional':
      return proportional(credit, creditable);
  }
};

/** Returns whether each creditable period qualifies for the policy's credit. */
export const qualifying = (
  periods: readonly Interval[],
  { policy: { credit }, days }: EvaluationContext,
): boolean[] => {
  if (credit.kind === 'per-block' || credit.kind === 'per-outage') {
    if (credit.qualify.summedOver === 'period') return periods.map((period) => isLonger(period, credit.qualify));
    const found = new Set(qualifyingParts(periods, credit.qualify, days).map(({ period }) => period));
    return periods.map((_, i) => found.has(i));
  }
  const first = credit.kind === 'tiers' && credit.by === 'period' ? credit.tiers[0] : undefined;
  return periods.map((period) => first !== undefined && reachesLength(period.end - period.start, first));
};

const isLonger = ({ start, end }: Interval, { longerThan }: Qualify): boolean => end - start > longerThan.ms;

/** Divides periods at the local midnights of the month. An end at midnight belongs to the day before. */
const dayParts = (periods: readonly Interval[], days: readonly LocalDay[]): DayPart[] => {
  const parts: DayPart[] = [];
  let first = 0;
  for (const [period, { start, end }] of periods.entries()) {
    while ((days[first]?.end ?? Infinity) <= start) first += 1;
    for (let day = first; day < days.length; day += 1) {
      const local = days[day];
      if (local === undefined || local.start >= end) break;
      const part = { start: Math.max(start, local.start), end: Math.min(end, local.end), period, day };
      if (part.start < part.end) parts.push(part);
    }
  }
  return parts;
};

/** Returns the parts of creditable periods that qualify. */
const qualifyingParts = (
  periods: readonly Interval[],
  qualify: Qualify,
  days: readonly LocalDay[],
): readonly DayPart[] => {
  const { summedOver, longerThan } = qualify;
  if (summedOver === 'period') {
    const long = new Set(periods.flatMap((period, i) => (isLonger(period, qualify) ? [i] : [])));
    return long.size === 0 ? NONE : dayParts(periods, days).filter(({ period }) => long.has(period));
  }
  const parts = dayParts(periods, days);
  if (summedOver === 'month') return lengthOf(parts) > longerThan.ms ? parts : NONE;
  const byDay = Map.groupBy(parts, ({ day }) => day);
  return parts.filter(({ day }) => lengthOf(byDay.get(day) ?? NONE) > longerThan.ms);
};

const lengthOf = (parts: readonly Interval[]): number => parts.reduce((sum, { start, end }) => sum + end - start, 0);

const perBlock = (
  credit: CreditOf<'per-block'>,
  { periods, measuredMs }: Creditable,
  context: EvaluationContext,
): Earned => {
  const { days } = context;
  const { blocksWithin, block, maxPerPeriod } = credit;
  const parts = qualifyingParts(periods, credit.qualify, days);
  if (blocksWithin === 'month') return perBlockOfMonth(credit, parts, measuredMs, days.length);
  const groups =
    blocksWithin === 'day' ? parts.map((part) => [part]) : [...Map.groupBy(parts, ({ period }) => period).values()];
  const earnings = groups.map((group) => {
    const blocks = Math.floor(lengthOf(group) / block.ms);
    return { day: lastDay(group), parts: group, blocks, earned: Math.min(blocks, maxPerPeriod ?? Infinity) };
  });
  return limited(credit, earnings, days);
};

/** Returns the local day on which the last part ends. */
const lastDay = (parts: readonly DayPart[]): number => parts.at(-1)?.day ?? 0;

const perBlockOfMonth = (
  credit: CreditOf<'per-block'>,
  parts: readonly DayPart[],
  measuredMs: number,
  daysInMonth: number,
): Earned => {
  const { block, allowance, maxPerMonth } = credit;
  const free = allowance?.percent ?? ZERO;
  const beyond = BigInt(lengthOf(parts)) * free.denominator - BigInt(measuredMs) * free.numerator;
  const blocks = Number(beyond / (BigInt(block.ms) * free.denominator));
  const credits = Math.min(blocks, maxPerMonth ?? Infinity);
  const booking = { date: null, earnings: [{ parts, blocks, earned: blocks }], earned: blocks, credits };
  return counted(credit.amount, blocks > 0 ? [booking] : [], daysInMonth);
};

/** One credit for each qualifying period that ends in the month. */
const perOutage = (
  credit: CreditOf<'per-outage'>,
  { periods }: Creditable,
  { days, interval }: EvaluationContext,
): Earned => {
  const groups = Map.groupBy(qualifyingParts(periods, credit.qualify, days), ({ period }) => period);
  const earnings = [...groups]
    .filter(([period]) => (periods[period]?.end ?? Infinity) <= interval.end)
    .map(([, parts]) => ({ day: lastDay(parts), parts, blocks: 1, earned: 1 }));
  return limited(credit, earnings, days);
};

type DayEarning = Earning & { readonly day: number };

/** Applies the limits of a day and of the month, earlier days first. */
const limited = (
  {
    amount,
    maxPerDay,
    maxPerMonth,
  }: { readonly amount: Share; readonly maxPerDay: number | null; readonly maxPerMonth: number | null },
  earnings: readonly DayEarning[],
  days: readonly LocalDay[],
): Earned => {
  let left = maxPerMonth ?? Infinity;
  const bookings: Booking[] = [];
  for (const [day, ofDay] of Map.groupBy(earnings, (earning) => earning.day)) {
    const earned = ofDay.reduce((sum, earning) => sum + earning.earned, 0);
    const credits = Math.min(earned, maxPerDay ?? Infinity, left);
    left -= credits;
    if (earned > 0) bookings.push({ date: days[day]?.date ?? null, earnings: ofDay, earned, credits });
  }
  return counted(amount, bookings, days.length);
};

const counted = (amount: Share, bookings: readonly Booking[], daysInMonth: number): Earned => {
  const credits = bookings.reduce((sum, booking) => sum + booking.credits, 0);
  return {
    bookings,
    credits,
    share: timesWhole(fractionOf(amount, daysInMonth), credits),
    rateBps: amount.bps === undefined ? null : credits * amount.bps,
  };
};

const byTiers = (credit: CreditOf<'tiers'>, creditable: Creditable, context: EvaluationContext): Earned => {
  if (credit.by === 'period') return byPeriod(credit, creditable.periods, context);
  if (creditable.weighted === 0) return nothingEarned(credit);
  const daysInMonth = context.days.length;
  const availability = availabilityOf(creditable.measuredMs, creditable.weighted, context.policy.availabilityDecimals);
  const reached = credit.tiers.findLastIndex((tier) =>
    credit.by === 'availability'
      ? reachesAvailability(availability, tier)
      : creditable.weighted > (tier.longerThan?.ms ?? Infinity) * FULL_HUNDREDTHS,
  );
  const amount = credit.tiers[reached]?.amount;
  const { beyond } = credit;
  const steps = beyond === null ? 0 : stepsBelow(availability, beyond);
  const share = addFractions(
    amount === undefined ? ZERO : fractionOf(amount, daysInMonth),
    beyond === null ? ZERO : timesWhole(fractionOf(beyond.amount, daysInMonth), steps),
  );
  return {
    bookings: NONE,
    credits: share.numerator > 0n ? 1 : 0,
    share,
    rateBps: isInBps(credit) ? (amount?.bps ?? 0) + (beyond?.amount.bps ?? 0) * steps : null,
    tier: reached < 0 ? undefined : reached,
    steps,
  };
};

const reachesAvailability = (availability: Fraction, { below, atMost }: CreditTier): boolean =>
  (below !== undefined && compareFractions(availability, below) < 0) ||
  (atMost !== undefined && compareFractions(availability, atMost) <= 0);

const reachesLength = (length: number, { longerThan }: CreditTier): boolean => length > (longerThan?.ms ?? Infinity);

/** Returns how many steps of percentage points the availability is below `from`. */
const stepsBelow = (
  availability: Fraction,
  { from, step, partialStep }: NonNullable<CreditOf<'tiers'>['beyond']>,
): number => {
  const gap = from.numerator * availability.denominator - availability.numerator * from.denominator;
  if (gap <= 0n) return 0;
  const numerator = gap * step.denominator;
  const denominator = from.denominator * availability.denominator * step.numerator;
  const whole = numerator / denominator;
  return Number(partialStep === 'count' && whole * denominator < numerator ? whole + 1n : whole);
};

/** Each period that ends in the month earns the amount of the last tier that its length reaches. */
const byPeriod = (
  credit: CreditOf<'tiers'>,
  periods: readonly Interval[],
  { days, interval }: EvaluationContext,
): Earned => {
  const parts = Map.groupBy(dayParts(periods, days), ({ period }) => period);
  const earnings = periods.flatMap(({ start, end }, i) => {
    const tier = credit.tiers.findLastIndex((one) => reachesLength(end - start, one));
    if (tier < 0 || end > interval.end) return [];
    return [{ day: lastDay(parts.get(i) ?? NONE), parts: [{ start, end }], blocks: 1, earned: 1, tier }];
  });
  const amounts = earnings.flatMap(({ tier }) => credit.tiers[tier]?.amount ?? NONE);
  const { bookings, credits } = limited({ amount: { bps: 0 }, maxPerDay: null, maxPerMonth: null }, earnings, days);
  return {
    bookings,
    credits,
    share: amounts.reduce((sum, amount) => addFractions(sum, fractionOf(amount, days.length)), ZERO),
    rateBps: isInBps(credit) ? amounts.reduce((sum, { bps = 0 }) => sum + bps, 0) : null,
  };
};

const proportional = ({ multiplier }: CreditOf<'proportional'>, { weighted, measuredMs }: Creditable): Earned => {
  // Where nothing was measured, nothing was down.
  if (weighted === 0) return { bookings: NONE, credits: 0, share: ZERO, rateBps: null };
  const share = fraction(BigInt(multiplier) * BigInt(weighted), BigInt(measuredMs) * BigInt(FULL_HUNDREDTHS));
  return { bookings: NONE, credits: 1, share, rateBps: null };
};
