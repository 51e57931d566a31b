import type { FactOf } from './facts.ts';
import type { Instant } from './instant.ts';
import type { Month } from './month.ts';
import type { Span } from './spans.ts';

export type Forfeit = 'late-notice' | 'no-notice' | 'pending';

/** What notice makes of a whole raw downtime: from when it accrues, or why it does not. */
export type Verdict = {
  /** The last instant at which notice of it is timely. */
  readonly deadline: Instant;
  readonly timely: readonly FactOf<'notice'>[];
  readonly late: readonly FactOf<'notice'>[];
} & (
  | { readonly accruesFrom: Instant; readonly forfeit?: never }
  | { readonly forfeit: Forfeit; readonly accruesFrom?: never }
);

/**
 * Judges a whole raw downtime `[s, e)` by the customer's notices (semantics, section 5; clauses 5 and 6). A notice covers it if it was
 * recognised before `e` and received no earlier than the lead before `s`; it is timely if received within the time allowed.
 * A timely one: it accrues from when it was first recognised, but not before `s`. Only late ones, or none: forfeited, or still pending.
 */
export const judge = (
  { start, end }: Span,
  notices: readonly FactOf<'notice'>[],
  { policy: { notice: rule }, interval, asOf }: Pick<Month, 'policy' | 'interval' | 'asOf'>,
): Verdict => {
  const base = { start, end, 'month-end': interval.end }[rule.from];
  const deadline = base + rule.within.ms;
  const covering = notices.filter((notice) => covers(notice, { start, end }, { policy: { notice: rule } }));
  const timely = covering.filter(({ receivedAt }) => receivedAt <= deadline);
  const late = covering.filter(({ receivedAt }) => receivedAt > deadline);
  const found = { deadline, timely, late };
  if (!rule.required) return { ...found, accruesFrom: start };
  if (timely.length > 0) {
    const recognized = timely.reduce((first, { recognizedAt }) => Math.min(first, recognizedAt), Infinity);
    return { ...found, accruesFrom: Math.max(start, recognized) };
  }
  if (late.length > 0) return { ...found, forfeit: 'late-notice' };
  return { ...found, forfeit: asOf <= deadline ? 'pending' : 'no-notice' };
};

/** Whether a notice is about a whole raw downtime: recognised before it ended, and received no earlier than the lead before it began. */
export const covers = (
  { recognizedAt, receivedAt }: FactOf<'notice'>,
  { start, end }: Span,
  { policy }: { readonly policy: Pick<Month['policy'], 'notice'> },
): boolean => recognizedAt < end && receivedAt >= start - policy.notice.leadTolerance.ms;
