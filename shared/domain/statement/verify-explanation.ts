import type { Derivation, Explanation } from './explanation.ts';
import { lengthBetween } from '../time/instant.ts';
import { asMinor, divideDown, divideHalfEven } from '../money/money.ts';
import { isUnder, parsePercentage } from '../money/percentage.ts';
import type { Label } from '../month/baseline.ts';

/** What an explanation says, added up again from its parts alone. */
export type Audit = {
  readonly totalsMs: Partial<Record<Label, number>>;
  readonly credits: number;
  readonly rateBps: number | null;
  readonly uncappedMinor: number;
  readonly capMinor: number | null;
  readonly amountMinor: number;
};

/**
 * Replays an explanation: the labels from its stretches, the amount from its days, rule, fee and cap, with none of the facts.
 * What it gives is what the statement says, or the statement must not be issued.
 */
export const verifyExplanation = ({ stretches, credit }: Explanation): Audit => {
  const totalsMs: Partial<Record<Label, number>> = {};
  for (const { label, start, end } of stretches) totalsMs[label] = (totalsMs[label] ?? 0) + lengthBetween(start, end);
  const { credits, rateBps } = credit.gated ? nothing(credit) : earned(credit);
  const fee = BigInt(credit.feeMinor);
  const uncapped = credits === 0 ? 0n : share(credit, fee, rateBps);
  const cap = capOf(credit.cap, fee);
  const amounts = cap === null ? [uncapped, fee] : [uncapped, fee, cap];
  return {
    totalsMs,
    credits,
    rateBps,
    uncappedMinor: asMinor(uncapped) ?? Number.NaN,
    capMinor: cap === null ? null : Number(cap),
    amountMinor: Number(amounts.reduce((least, amount) => (amount < least ? amount : least))),
  };
};

type Earned = Pick<Audit, 'credits' | 'rateBps'>;

const nothing = ({ rule }: Derivation): Earned => ({ credits: 0, rateBps: rule.kind === 'proportional' ? null : 0 });

const earned = ({ rule, days, measuredMs, creditableMs }: Derivation): Earned => {
  if (rule.kind === 'proportional') return { credits: creditableMs === 0 ? 0 : 1, rateBps: null };
  if (rule.kind === 'tiers') {
    const rates = rule.tiers.flatMap(({ below, rateBps }) => {
      const limit = parsePercentage(below);
      return limit !== undefined && isUnder(measuredMs - creditableMs, measuredMs, limit) ? [rateBps] : [];
    });
    const rateBps = Math.max(0, ...rates);
    return { credits: rateBps === 0 ? 0 : 1, rateBps };
  }
  const credits = days.reduce((sum, { parts }) => {
    const blocks = parts.reduce((all, { start, end }) => all + Math.floor(lengthBetween(start, end) / rule.blockMs), 0);
    return Math.min(sum + Math.min(blocks, rule.maxPerDay ?? Infinity), rule.maxPerMonth ?? Infinity);
  }, 0);
  return { credits, rateBps: credits * rule.rateBps };
};

const share = ({ rule, creditableMs, measuredMs }: Derivation, fee: bigint, rateBps: number | null): bigint =>
  rule.kind === 'proportional'
    ? divideHalfEven(fee * BigInt(rule.multiplier) * BigInt(creditableMs), BigInt(measuredMs))
    : divideHalfEven(fee * BigInt(rateBps ?? 0), 10_000n);

const capOf = (cap: Derivation['cap'], fee: bigint): bigint | null => {
  if (cap === null) return null;
  return 'bps' in cap
    ? divideDown(fee * BigInt(cap.bps), 10_000n)
    : divideDown(fee * BigInt(cap.serviceFeeDays), BigInt(cap.daysInMonth));
};
