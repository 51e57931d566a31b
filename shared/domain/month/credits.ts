import type { LocalDay } from '../time/calendar.ts';
import type { Instant } from '../time/instant.ts';
import { shareDown, shareHalfEven } from '../money/money.ts';
import { isUnder } from '../money/percentage.ts';
import type { Cap, Credit, PerPeriod, Policy } from '../policy/policy.ts';
import type { Span, Spans } from '../time/intervals.ts';

/** A local day on which something was earned: the qualifying periods' parts on it; `credits` is what the limits leave of `earned`. */
type CreditDay = {
  readonly date: string;
  readonly parts: Spans;
  readonly earned: number;
  readonly credits: number;
};

/** What a month earned, before it is turned into money. */
export type Earned = {
  readonly days: readonly CreditDay[];
  readonly credits: number;
  /** Basis points of the fees; null where the amount is a share of the month instead. */
  readonly rateBps: number | null;
};

/** A creditable period qualifies if it is longer than `longerThan`, its parts outside the month included (clause 4). */
export const qualifies = ({ start, end }: Span, { minimumPeriod, credit }: Policy): boolean =>
  credit.kind === 'per-period' && end - start > credit.longerThan.ms && end - start >= minimumPeriod.ms;

/** Availability in a month: how much was measured, and how much of that was creditable downtime, in milliseconds. */
export type Measured = { readonly measuredMs: number; readonly creditableMs: number };

/** What the month earned under the policy (semantics, section 7), the gate aside. */
export const earn = (
  credit: Credit,
  qualifying: readonly Span[],
  days: readonly LocalDay[],
  { measuredMs, creditableMs }: Measured,
): Earned => {
  if (credit.kind === 'per-period') return perPeriod(credit, qualifying, days);
  if (credit.kind === 'proportional') return { days: [], credits: creditableMs === 0 ? 0 : 1, rateBps: null };
  // Nothing is under a tier without creditable downtime: no tier is above 100 %.
  const reached = credit.tiers.filter(({ below }) => isUnder(measuredMs - creditableMs, measuredMs, below));
  const rateBps = Math.max(0, ...reached.map((tier) => tier.rateBps));
  return { days: [], credits: rateBps === 0 ? 0 : 1, rateBps };
};

/** One credit for each whole block of each qualifying period on each local day; at most so many a day and a month, earlier days first. */
const perPeriod = (credit: PerPeriod, qualifying: readonly Span[], days: readonly LocalDay[]): Earned => {
  const earning: CreditDay[] = [];
  let left = credit.maxPerMonth ?? Infinity;
  let first = 0;
  for (const day of days) {
    // Days and periods are both in order: what has ended before this day is done with.
    while ((qualifying[first]?.end ?? Infinity) <= day.start) first += 1;
    if (first === qualifying.length) break;
    if ((qualifying[first]?.start ?? Infinity) >= day.end) continue;
    const parts: Instant[] = [];
    let earned = 0;
    for (let i = first; ; i += 1) {
      const period = qualifying[i];
      if (period === undefined || period.start >= day.end) break;
      const start = Math.max(day.start, period.start);
      const end = Math.min(day.end, period.end);
      parts.push(start, end);
      earned += blocksIn(start, end, credit.block.ms);
    }
    const credits = Math.min(earned, credit.maxPerDay ?? Infinity, left);
    if (earned > 0) earning.push({ date: day.date, parts, earned, credits });
    left -= credits;
  }
  const credits = earning.reduce((sum, day) => sum + day.credits, 0);
  return { days: earning, credits, rateBps: credits * credit.rateBps };
};

/** How many whole blocks there are in `[start, end)`. */
export const blocksIn = (start: Instant, end: Instant, block: number): number => Math.floor((end - start) / block);

/** Amounts in minor units (semantics, section 8); `uncappedMinor` is undefined if JSON does not carry it exactly. */
export type Amounts = {
  readonly uncappedMinor: number | undefined;
  readonly capMinor: number | null;
  readonly amountMinor: number;
};

/** The credit in money: the smallest of what was earned (rounded half to even), the cap (rounded down) and the fee. */
export const inMoney = (
  fee: number,
  { rateBps, credits }: Earned,
  credit: Credit,
  daysInMonth: number,
  { measuredMs, creditableMs }: Measured,
): Amounts => {
  const capMinor = capOf(credit.cap, fee, daysInMonth);
  if (credits === 0) return { uncappedMinor: 0, capMinor, amountMinor: 0 };
  const uncappedMinor =
    credit.kind === 'proportional'
      ? shareHalfEven(fee, BigInt(credit.multiplier) * BigInt(creditableMs), measuredMs)
      : shareHalfEven(fee, rateBps ?? 0, 10_000);
  return { uncappedMinor, capMinor, amountMinor: Math.min(uncappedMinor ?? Infinity, capMinor ?? Infinity, fee) };
};

const capOf = (cap: Cap, fee: number, daysInMonth: number): number | null => {
  if (cap === null) return null;
  return cap.bps === undefined ? shareDown(fee, cap.serviceFeeDays ?? 0, daysInMonth) : shareDown(fee, cap.bps, 10_000);
};
