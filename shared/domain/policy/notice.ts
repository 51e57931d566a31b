import type { FactOf } from '../facts/facts.ts';
import type { Instant } from '../time/instant.ts';
import type { Month } from '../month/month.ts';
import type { Span } from '../time/intervals.ts';

export type Forfeit = 'late-notice' | 'no-notice' | 'pending';

/** A whole raw downtime, and when notice of it may be received: from `earliest` on, and in time up to `deadline`. */
export type NoticeWindow = Span & { readonly earliest: Instant; readonly deadline: Instant };

/** What notice makes of a whole raw downtime: from when it accrues, or why it does not. */
export type NoticeDecision =
  | { readonly accruesFrom: Instant; readonly forfeit?: never }
  | { readonly forfeit: Forfeit; readonly accruesFrom?: never };

type Asked = Pick<Month, 'policy' | 'interval' | 'asOf'>;

/** When notice of a whole raw downtime may be received (semantics, section 5). */
export const noticeWindow = ({ start, end }: Span, { policy: { notice: rule }, interval }: Asked): NoticeWindow => {
  const base = { start, end, 'month-end': interval.end }[rule.from];
  return { start, end, earliest: start - rule.leadTolerance.ms, deadline: base + rule.within.ms };
};

/** What becomes of a whole raw downtime about which the customer did not write. */
export const withoutNotice = ({ start, deadline }: NoticeWindow, { policy, asOf }: Asked): NoticeDecision => {
  if (!policy.notice.required) return { accruesFrom: start };
  return { forfeit: asOf <= deadline ? 'pending' : 'no-notice' };
};

/**
 * Judges a whole raw downtime `[s, e)` by the customer's notices (semantics, section 5; clauses 5 and 6). A notice covers it if it was
 * recognised before `e` and received no earlier than the lead before `s`; it is timely if received within the time allowed.
 * A timely one: it accrues from when it was first recognised, but not before `s`. Only late ones: forfeited. None: undefined.
 */
export const decideNotice = (
  whole: NoticeWindow,
  notices: readonly FactOf<'notice'>[],
  month: Asked,
): NoticeDecision | undefined => {
  const { required } = month.policy.notice;
  let covered = false;
  let recognized = Infinity;
  for (const notice of notices) {
    if (!covers(notice, whole)) continue;
    covered = true;
    if (isTimely(notice, whole) && notice.recognizedAt < recognized) recognized = notice.recognizedAt;
  }
  if (!covered || !required) return undefined;
  return recognized === Infinity ? LATE : { accruesFrom: Math.max(whole.start, recognized) };
};

const LATE: NoticeDecision = { forfeit: 'late-notice' };

/** The notices about a whole raw downtime: those in time, and those too late. */
export const noticesAbout = (
  whole: NoticeWindow,
  notices: readonly FactOf<'notice'>[],
): { readonly timely: readonly FactOf<'notice'>[]; readonly late: readonly FactOf<'notice'>[] } => {
  const covering = notices.filter((notice) => covers(notice, whole));
  return {
    timely: covering.filter((notice) => isTimely(notice, whole)),
    late: covering.filter((notice) => !isTimely(notice, whole)),
  };
};

const covers = ({ recognizedAt, receivedAt }: FactOf<'notice'>, { end, earliest }: NoticeWindow): boolean =>
  recognizedAt < end && receivedAt >= earliest;

const isTimely = ({ receivedAt }: FactOf<'notice'>, { deadline }: NoticeWindow): boolean => receivedAt <= deadline;
