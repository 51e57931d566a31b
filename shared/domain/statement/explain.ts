import { type Assessment, labelled } from '../month/assessment.ts';
import { blocksIn } from '../month/credits.ts';
import { byPeriod, type ComponentEvidence } from '../month/component-timeline.ts';
import { ofKind } from '../facts/effective-facts.ts';
import type { Derivation, ExplainedDowntime, Explanation, Reason, ExplainedInterval } from './explanation.ts';
import { compare } from '../facts/state-intervals.ts';
import { formatInstant } from '../time/instant.ts';
import { noticesAbout } from '../policy/notice.ts';
import type { AssessedOutage } from '../month/assessed-outage.ts';
import type { Cap, Credit } from '../policy/policy.ts';
import type { Label } from '../month/baseline.ts';
import { each, type Span, wire } from '../time/intervals.ts';
import { isScheduled } from '../policy/maintenance-rules.ts';

/** Explains a customer's month: which stretch counted as what, because of which facts and which clause, and how the amount follows. */
export const explain = (assessment: Assessment): Explanation => {
  const { policy, interval, asOf } = assessment.month;
  return {
    policy: { id: policy.id, version: policy.version },
    target: policy.target.written,
    timeZone: policy.timeZone,
    ...wire(interval),
    asOf: formatInstant(asOf),
    stretches: [...Map.groupBy(labelled(assessment), ([label]) => label)]
      .flatMap(([label, labels]) => {
        const reasons = reasonsFor(assessment, label);
        return labels.flatMap(([, spans]) => each(spans).map((span) => ({ label, span, reasons })));
      })
      .toSorted((a, b) => a.span.start - b.span.start)
      .map(({ label, span, reasons }) => stretch(label, span, reasons)),
    downtimes: assessment.outcome.judged.map((whole) => downtime(assessment, whole)),
    credit: derivation(assessment),
  };
};

const stretch = (label: Label, span: Span, reasons: readonly ComponentEvidence[]): ExplainedInterval => {
  const because = reasons.filter((reason) => overlap(reason, span)).toSorted(inOrder);
  return { ...wire(span), label, clause: clauseOf(label, because), because: because.map(asReason) };
};

/** The order of reasons is that of time, whatever order the facts arrived in. */
const inOrder = (a: ComponentEvidence, b: ComponentEvidence): number =>
  a.start - b.start || a.end - b.end || compare(a.kind, b.kind) || compare(a.facts.join(' '), b.facts.join(' '));

const overlap = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** Everything that could be a reason for a label; what overlaps the stretch is. */
const reasonsFor = (assessment: Assessment, label: Label): ComponentEvidence[] => {
  const { month, customer, own, situation, outcome } = assessment;
  const downBy = situation.timelines.flatMap((timeline) => timeline.downBy);
  if (label === 'maintenance') {
    const scheduled = ofKind(own, 'maintenance').filter((fact) => isScheduled(fact, month.policy));
    return [...month.maintenance, ...scheduled].map((fact) => byPeriod(fact, customer.id));
  }
  if (label === 'excused') {
    const exclusions = ofKind(own, 'exclusion').map((fact) => byPeriod(fact, customer.id));
    return [...downBy, ...situation.timelines.flatMap(({ excusedBy }) => excusedBy), ...exclusions];
  }
  if (label === 'downtime' || label === 'unrecognized' || label === 'pending' || label === 'forfeited') {
    return [...downBy, ...outcome.judged.flatMap((judged) => noticesOf(assessment, judged))];
  }
  return [];
};

const noticesOf = ({ customer, notices }: Assessment, { whole }: AssessedOutage): ComponentEvidence[] => {
  const { timely, late } = noticesAbout(whole, notices);
  const { start, end } = whole;
  return [...timely, ...late].map(({ kind, id }) => ({ kind, source: customer.id, facts: [id], start, end }));
};

/** The clause that gives a stretch its label (semantics, section 1); of several excuses, the first that is not downtime. */
const clauseOf = (label: Label, because: readonly ComponentEvidence[]): number | null => {
  switch (label) {
    case 'holiday':
    case 'weekend':
      return 1;
    case 'maintenance':
      return because.some(({ clause }) => clause === 1) ? 1 : 2;
    case 'excused':
      return because.find(({ clause }) => clause !== undefined)?.clause ?? 3;
    case 'downtime':
      return 4;
    case 'unrecognized':
      return 5;
    case 'pending':
    case 'forfeited':
      return 6;
    default:
      return null;
  }
};

const asReason = ({ kind, source, facts, start, end }: ComponentEvidence): Reason => ({
  kind,
  source,
  facts,
  ...wire({ start, end }),
});

const downtime = ({ notices, situation }: Assessment, { whole, verdict }: AssessedOutage): ExplainedDowntime => {
  const { timely, late } = noticesAbout(whole, notices);
  const seen = situation.timelines
    .map(({ id, downBy }) => ({ id, downBy: downBy.filter((episode) => overlap(episode, whole)) }))
    .filter(({ downBy }) => downBy.length > 0);
  return {
    ...wire(whole),
    components: seen.map(({ id }) => id),
    downBy: seen
      .flatMap(({ downBy }) => downBy)
      .toSorted(inOrder)
      .map(asReason),
    deadline: formatInstant(whole.deadline),
    notices: [
      ...timely.map((notice) => ({ notice, timely: true })),
      ...late.map((notice) => ({ notice, timely: false })),
    ]
      .toSorted((a, b) => a.notice.receivedAt - b.notice.receivedAt || compare(a.notice.id, b.notice.id))
      .map(({ notice: { id, recognizedAt, receivedAt }, timely }) => ({
        id,
        recognizedAt: formatInstant(recognizedAt),
        receivedAt: formatInstant(receivedAt),
        timely,
      })),
    accruesFrom: verdict.accruesFrom === undefined ? null : formatInstant(verdict.accruesFrom),
    forfeit: verdict.forfeit ?? null,
  };
};

const derivation = ({
  month,
  customer,
  situation,
  outcome: { creditableMs, gated, earned },
  amounts,
}: Assessment): Derivation => ({
  measuredMs: situation.measuredMs,
  creditableMs,
  gated,
  rule: ruleOf(month.policy.credit),
  days: earned.days.map((day) => ({
    ...day,
    parts: each(day.parts).map((part) => ({ ...wire(part), blocks: blocksOf(month.policy.credit, part) })),
  })),
  credits: earned.credits,
  rateBps: earned.rateBps,
  feeMinor: customer.serviceFees.amountMinor,
  uncappedMinor: amounts.uncappedMinor,
  cap: capOf(month.policy.credit.cap, month.days.length),
  capMinor: amounts.capMinor,
  amountMinor: amounts.amountMinor,
  currency: customer.serviceFees.currency,
});

/** The whole blocks in a part of a day; only periods have such. */
const blocksOf = (credit: Credit, { start, end }: Span): number =>
  credit.kind === 'per-period' ? blocksIn(start, end, credit.block.ms) : 0;

const ruleOf = (credit: Credit): Derivation['rule'] => {
  switch (credit.kind) {
    case 'per-period': {
      const { kind, longerThan, block, rateBps, maxPerDay, maxPerMonth } = credit;
      return { kind, longerThanMs: longerThan.ms, blockMs: block.ms, rateBps, maxPerDay, maxPerMonth };
    }
    case 'tiers':
      return {
        kind: credit.kind,
        tiers: credit.tiers.map(({ below, rateBps }) => ({ below: below.written, rateBps })),
      };
    case 'proportional':
      return { kind: credit.kind, multiplier: credit.multiplier };
  }
};

const capOf = (cap: Cap, daysInMonth: number): Derivation['cap'] => {
  if (cap === null) return null;
  return cap.bps === undefined ? { serviceFeeDays: cap.serviceFeeDays ?? 0, daysInMonth } : { bps: cap.bps };
};
