import { compare } from '../facts/state-intervals.ts';
import { type Fraction, reduced } from '../money/fraction.ts';
import { FULL_HUNDREDTHS } from '../money/impact.ts';
import { type Assessment, labelledTime } from '../month/assessment.ts';
import type { AssessedOutage } from '../month/assessed-outage.ts';
import { availabilityOf } from '../month/availability.ts';
import { type ClaimNotice, isTimely } from '../month/claim-decision.ts';
import type { ComponentEvidence } from '../month/component-timeline.ts';
import type { Label } from '../month/label.ts';
import { divideByImpact, wholeUnitsIn } from '../month/weighted-time.ts';
import type { ClaimStep } from '../policy/claim.ts';
import type { Credit, Qualify } from '../policy/credit.ts';
import { formatInstant, type Instant } from '../time/instant.ts';
import { clip, type Interval, type Intervals, listIntervals, normalise, overlaps } from '../time/intervals.ts';
import type {
  Derivation,
  ExplainedOutage,
  ExplainedRule,
  ExplainedStep,
  Explanation,
  ExplainedInterval,
  Reason,
} from './explanation.ts';

/** Explains a customer's month: its labels with their facts and clauses, its claims, and how the amount follows. */
export const explain = (assessment: Assessment): Explanation => {
  const { policy, interval, asOf } = assessment.month;
  const { claim } = policy;
  return {
    policy: { id: policy.id, version: policy.version },
    target: policy.target.written,
    timeZone: policy.timeZone,
    ...formatted(interval),
    asOf: formatInstant(asOf),
    intervals: [...Map.groupBy(labelledTime(assessment), ([label]) => label)]
      .flatMap(([label, labelled]) => {
        const reasons = reasonsFor(assessment, label);
        return labelled.flatMap(([, time]) => listIntervals(time).map((part) => ({ label, part, reasons })));
      })
      .toSorted((a, b) => a.part.start - b.part.start)
      .map(({ label, part, reasons }) => labelledInterval(label, part, reasons)),
    outages: assessment.evaluation.outages.map((outage) => explainOutage(assessment, outage)),
    claim:
      claim === null ? null : { accrual: claim.accrual, covers: claim.covers, leadToleranceMs: claim.leadTolerance.ms },
    maintenance: {
      maxPerMonthMs: policy.exclusions.maintenance.maxPerMonth?.ms ?? null,
      months: assessment.baseline.maintenanceUse.map(({ month, usedMs, usedUpAt }) => ({
        month,
        usedMs,
        usedUpAt: usedUpAt === null ? null : formatInstant(usedUpAt),
      })),
    },
    counted: explainCount(assessment),
    credit: derivationOf(assessment),
  };
};

const formatted = ({ start, end }: Interval) => ({ start: formatInstant(start), end: formatInstant(end) });

const labelledInterval = (label: Label, part: Interval, reasons: readonly ComponentEvidence[]): ExplainedInterval => {
  const because = reasons.filter((reason) => overlaps(reason, part)).toSorted(inOrder);
  return { ...formatted(part), label, clause: clauseOf(label, because), because: because.map(asReason) };
};

/** Sorts evidence by time, so that the order in which facts arrived makes no difference. */
const inOrder = (a: ComponentEvidence, b: ComponentEvidence): number =>
  a.start - b.start || a.end - b.end || compare(a.kind, b.kind) || compare(a.facts.join(' '), b.facts.join(' '));

/** Returns all evidence that can give a label; of an interval, the part that overlaps it is the reason. */
const reasonsFor = ({ contract, baseline, evaluation, notices }: Assessment, label: Label): ComponentEvidence[] => {
  const downBy = baseline.components.flatMap((component) => component.downBy);
  switch (label) {
    case 'maintenance':
      return [...baseline.maintainedBy];
    case 'excused':
      return distinct([...downBy, ...baseline.components.flatMap(({ excusedFor }) => excusedFor)]);
    case 'downtime':
    case 'unrecognized':
    case 'pending':
    case 'forfeited':
      return [
        ...downBy,
        ...evaluation.outages.flatMap(({ outage }) =>
          notices
            .filter(({ covers }) => covers(outage))
            .map(({ notice: { kind, id } }): ComponentEvidence => ({
              kind,
              source: contract.customer,
              facts: [id],
              start: outage.start,
              end: outage.end,
            })),
        ),
      ];
    default:
      return [];
  }
};

/** An excuse of the customer excuses each of its components; it is listed once. */
const distinct = (evidence: readonly ComponentEvidence[]): ComponentEvidence[] => [...new Set(evidence)];

/** Returns the clause of the contract that gives a label (`docs/rules.md §1`); of several excuses, the first in order of time. */
const clauseOf = (label: Label, because: readonly ComponentEvidence[]): number | null => {
  switch (label) {
    case 'holiday':
    case 'weekend':
    case 'off-hours':
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

const asReason = ({ kind, source, facts, start, end, impact }: ComponentEvidence): Reason => ({
  kind,
  source,
  facts: [...facts],
  ...formatted({ start, end }),
  ...(impact === undefined || impact.hundredths === FULL_HUNDREDTHS ? {} : { impact: impact.written }),
});

const explainOutage = (
  { baseline, notices, month }: Assessment,
  { outage, decision }: AssessedOutage,
): ExplainedOutage => {
  const during = (evidence: readonly ComponentEvidence[]): Reason[] =>
    evidence
      .filter((one) => overlaps(one, outage))
      .toSorted(inOrder)
      .map(asReason);
  const covering = notices.filter(({ covers }) => covers(outage));
  return {
    ...formatted(outage),
    components: baseline.components
      .map(({ id, downBy, excusedFor }) => ({ id, downBy: during(downBy), excusedBy: during(excusedFor) }))
      .filter(({ downBy }) => downBy.length > 0),
    steps: (month.policy.claim?.steps ?? []).map((step, i) =>
      explainStep(step, i, outage.deadlines[i] ?? Infinity, covering, outage, month.asOf),
    ),
    accruesFrom: decision.accruesFrom === undefined ? null : formatInstant(decision.accruesFrom),
    forfeit: decision.forfeit ?? null,
  };
};

const explainStep = (
  { step, within, after }: ClaimStep,
  index: number,
  deadline: Instant,
  covering: readonly ClaimNotice[],
  outage: AssessedOutage['outage'],
  asOf: Instant,
): ExplainedStep => {
  const notices = covering
    .filter((one) => one.step === step)
    .toSorted((a, b) => a.notice.receivedAt - b.notice.receivedAt || compare(a.notice.id, b.notice.id))
    .map((one) => ({
      id: one.notice.id,
      recognizedAt: formatInstant(one.notice.recognizedAt),
      receivedAt: formatInstant(one.notice.receivedAt),
      deadline: formatInstant(one.deadlines[index] ?? deadline),
      timely: isTimely(one, index, outage),
    }));
  const isLate = notices.length > 0;
  const unmet = isLate ? 'late' : asOf <= deadline ? 'pending' : 'missed';
  return {
    step,
    within: 'ms' in within ? within.written : within,
    after,
    deadline: formatInstant(deadline),
    status: notices.some(({ timely }) => timely) ? 'met' : unmet,
    notices,
  };
};

const explainCount = ({ month, baseline, evaluation }: Assessment): Explanation['counted'] => {
  const { exclusions, downtime, availabilityDecimals: decimals } = month.policy;
  const { serviceMs, excusedMs, measuredMs, count } = baseline;
  const { wholeUnits } = downtime;
  const parts = (time: Intervals) =>
    divideByImpact(time, count.layers).map(({ hundredths, ...part }) => ({
      ...formatted(part),
      impact: hundredthsText(hundredths),
      units: wholeUnits === null ? null : wholeUnitsIn(part, wholeUnits),
    }));
  return {
    effect: exclusions.effect,
    serviceMs,
    excusedMs,
    measuredMs,
    minimumMs: downtime.minimum.ms,
    wholeUnits: wholeUnits === null ? null : { unitMs: wholeUnits.unit.ms, align: wholeUnits.align },
    impact: downtime.impact,
    observed: parts(baseline.observedParts),
    creditable: parts(
      clip(normalise(evaluation.outages.flatMap(({ counting }) => counting)), month.interval.start, month.interval.end),
    ),
    decimals,
    rounded:
      decimals === null
        ? null
        : {
            observed: percentText(availabilityOf(measuredMs, baseline.observed, decimals), decimals),
            creditable: percentText(availabilityOf(measuredMs, evaluation.creditable, decimals), decimals),
          },
  };
};

/** Returns hundredths of a per cent as text: 4050 is `40.5`. */
const hundredthsText = (hundredths: number): string => {
  const decimals = String(hundredths % 100)
    .padStart(2, '0')
    .replace(/0+$/, '');
  return `${Math.floor(hundredths / 100)}${decimals === '' ? '' : `.${decimals}`}`;
};

/** Returns a fraction that has so many decimals of a per cent as text: `99.95`. */
const percentText = ({ numerator, denominator }: Fraction, decimals: number): string => {
  const scaled = String((numerator * 100n * 10n ** BigInt(decimals)) / denominator).padStart(decimals + 1, '0');
  const cut = scaled.length - decimals;
  return decimals === 0 ? scaled : `${scaled.slice(0, cut)}.${scaled.slice(cut)}`;
};

const derivationOf = ({ month, contract, evaluation, amounts }: Assessment): Derivation => {
  const { policy, days } = month;
  const { gated, earned } = evaluation;
  const { numerator, denominator } = reduced(earned.share);
  return {
    gate: policy.gate,
    gated,
    rule: ruleOf(policy.credit),
    bookings: earned.bookings.map(({ date, earnings, earned: before, credits }) => ({
      date,
      earnings: earnings.map(({ parts, blocks, earned: count, tier }) => ({
        parts: parts.map(formatted),
        blocks,
        earned: count,
        ...(tier === undefined ? {} : { tier }),
      })),
      earned: before,
      credits,
    })),
    tier: earned.tier ?? null,
    steps: earned.steps ?? 0,
    credits: earned.credits,
    rateBps: earned.rateBps,
    share: { numerator: String(numerator), denominator: String(denominator) },
    daysInMonth: days.length,
    service: contract.service ?? null,
    feeMinor: contract.serviceFees.amountMinor,
    uncappedMinor: amounts.uncappedMinor,
    caps: policy.caps.map((cap, i) => ({
      share: 'amountMinor' in cap ? null : cap,
      minor: amounts.capsMinor[i] ?? 0,
    })),
    capMinor: amounts.capMinor,
    cappedMinor: amounts.cappedMinor,
    payableAboveMinor: policy.payableAbove?.amountMinor ?? null,
    amountMinor: amounts.amountMinor,
    currency: contract.serviceFees.currency,
  };
};

const qualifyOf = ({ longerThan, summedOver }: Qualify) => ({ longerThanMs: longerThan.ms, summedOver });

const ruleOf = (credit: Credit): ExplainedRule => {
  switch (credit.kind) {
    case 'per-block': {
      const { kind, qualify, block, blocksWithin, allowance, amount, maxPerPeriod, maxPerDay, maxPerMonth } = credit;
      return {
        kind,
        ...qualifyOf(qualify),
        blockMs: block.ms,
        blocksWithin,
        allowancePercent: allowance?.percent.written ?? null,
        amount,
        maxPerPeriod,
        maxPerDay,
        maxPerMonth,
      };
    }
    case 'per-outage': {
      const { kind, qualify, amount, maxPerDay, maxPerMonth } = credit;
      return { kind, ...qualifyOf(qualify), amount, maxPerDay, maxPerMonth };
    }
    case 'tiers': {
      const { kind, by, tiers, beyond } = credit;
      return {
        kind,
        by,
        tiers: tiers.map(({ below, atMost, longerThan, amount }) => ({
          ...(below === undefined ? {} : { below: below.written }),
          ...(atMost === undefined ? {} : { atMost: atMost.written }),
          ...(longerThan === undefined ? {} : { longerThanMs: longerThan.ms }),
          amount,
        })),
        beyond:
          beyond === null
            ? null
            : {
                from: beyond.from.written,
                step: beyond.step.written,
                amount: beyond.amount,
                partialStep: beyond.partialStep,
              },
      };
    }
    case 'proportional':
      return { kind: credit.kind, multiplier: credit.multiplier };
  }
};
