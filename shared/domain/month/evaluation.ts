import { type Earned, earn } from './credits.ts';
import type { AssessedOutage, PeriodJson } from './assessed-outage.ts';
import type { Month } from './month.ts';
import type { Forfeit } from '../policy/notice.ts';
import type { Breakdown, Label } from './baseline.ts';
import type { Span, WireSpan } from '../time/intervals.ts';

export type TotalsMs = Readonly<Partial<Record<Label, number>>>;

/** A customer's month but for the money. Of all who did not write it is the same, so its parts are as a statement writes them. */
export type Evaluation = {
  readonly judged: readonly AssessedOutage[];
  readonly creditableMs: number;
  /** True where the policy's gate closes: the target was met, so nothing is earned. */
  readonly gated: boolean;
  readonly earned: Earned;
  readonly totalsMs: TotalsMs;
  readonly periods: readonly PeriodJson[];
  readonly forfeited: readonly (WireSpan & { readonly reason: Forfeit })[];
  readonly creditDays: readonly { readonly date: string; readonly credits: number }[];
};

/** Adds up whole raw downtimes. They never touch each other, so neither do the periods inside them: what holds of each adds up. */
export const evaluationOf = (judged: readonly AssessedOutage[], circumstances: Breakdown, month: Month): Evaluation => {
  const { policy } = month;
  const qualifying: Span[] = [];
  const periods: PeriodJson[] = [];
  const forfeited: (WireSpan & { readonly reason: Forfeit })[] = [];
  const ms = { creditable: 0, downtime: 0, unrecognized: 0, pending: 0, forfeited: 0 };
  for (const one of judged) {
    if (one.forfeited !== undefined) {
      forfeited.push(one.forfeited);
      ms[one.forfeited.reason === 'pending' ? 'pending' : 'forfeited'] += one.whole.countedMs;
      continue;
    }
    ms.creditable += one.creditableMs;
    ms.downtime += one.accruedMs;
    ms.unrecognized += one.whole.countedMs - one.accruedMs;
    for (const period of one.periods) periods.push(period);
    for (const period of one.qualifying) qualifying.push(period);
  }
  const gated = policy.gate === 'below-target' && circumstances.targetMet;
  const earned = gated
    ? { days: [], credits: 0, rateBps: policy.credit.kind === 'proportional' ? null : 0 }
    : earn(policy.credit, qualifying, month.days, {
        measuredMs: circumstances.measuredMs,
        creditableMs: ms.creditable,
      });
  return {
    judged,
    creditableMs: ms.creditable,
    gated,
    earned,
    totalsMs: totalsOf(circumstances.totals, ms),
    periods,
    forfeited,
    creditDays: earned.days.filter(({ credits }) => credits > 0).map(({ date, credits }) => ({ date, credits })),
  };
};

/** How long each label lasted, in milliseconds, by label, alphabetically; written out, since this is done for every customer that wrote. */
const totalsOf = (
  rest: TotalsMs,
  { downtime, forfeited, pending, unrecognized }: Record<'downtime' | 'forfeited' | 'pending' | 'unrecognized', number>,
): TotalsMs => {
  const totals: Partial<Record<Label, number>> = {};
  if (downtime > 0) totals.downtime = downtime;
  if (rest.excused !== undefined) totals.excused = rest.excused;
  if (forfeited > 0) totals.forfeited = forfeited;
  if (rest.future !== undefined) totals.future = rest.future;
  if (rest.holiday !== undefined) totals.holiday = rest.holiday;
  if (rest.inactive !== undefined) totals.inactive = rest.inactive;
  if (rest.maintenance !== undefined) totals.maintenance = rest.maintenance;
  if (pending > 0) totals.pending = pending;
  if (unrecognized > 0) totals.unrecognized = unrecognized;
  if (rest.up !== undefined) totals.up = rest.up;
  if (rest.weekend !== undefined) totals.weekend = rest.weekend;
  return totals;
};
