import type { Customer } from '../facts/customer.ts';
import { ofKind } from '../facts/effective-facts.ts';
import type { Fact } from '../facts/facts.ts';
import { formatInstant } from '../time/instant.ts';
import { assessUnclaimed } from './assessed-outage.ts';
import type { Timeline } from './component-timeline.ts';
import type { Month } from './month.ts';
import { noticeWindow } from '../policy/notice.ts';
import { type Evaluation, evaluationOf, type TotalsMs } from './evaluation.ts';
import { isUnder } from '../money/percentage.ts';
import {
  atLeast,
  between,
  clip,
  intersect,
  NEVER,
  normalise,
  type Spans,
  subtract,
  total,
  totalWithin,
  touching,
  union,
} from '../time/intervals.ts';
import { isScheduled } from '../policy/maintenance-rules.ts';

/**
 * What every instant of the month was, in the order in which the first that fits is taken (semantics, section 6).
 * The last four divide what is neither up nor excused, and need the customer's notices.
 */
export const LABELS = [
  'future',
  'inactive',
  'holiday',
  'weekend',
  'maintenance',
  'up',
  'excused',
  'downtime',
  'unrecognized',
  'pending',
  'forfeited',
] as const;
export type Label = (typeof LABELS)[number];

/** What happened to a customer in a month, before anybody asks who wrote when. */
export type Breakdown = {
  readonly timelines: readonly Timeline[];
  /** The month by label, without the labels that depend on notices. */
  readonly labels: readonly (readonly [Label, Spans])[];
  readonly totals: TotalsMs;
  readonly serviceMs: number;
  readonly excusedMs: number;
  readonly measuredMs: number;
  readonly observedMs: number;
  readonly targetMet: boolean;
};

/** The same with what comes of it for a customer that did not write. */
export type Baseline = Breakdown & { readonly silence: Evaluation };

/**
 * A customer's situation (semantics, sections 3, 4 and 6). Everything but accrual and money depends on the components alone,
 * unless the customer has windows or a contract period of its own: so it is worked out once for each set of components.
 */
export const baselineOf = (month: Month, customer: Customer, own: readonly Fact[]): Baseline => {
  const { activeFrom, activeTo } = customer;
  if (activeFrom !== undefined || activeTo !== undefined || own.some(({ kind }) => kind !== 'notice')) {
    const maintenance = ofKind(own, 'maintenance').filter((fact) => isScheduled(fact, month.policy));
    return situation(month, customer, normalise(maintenance), normalise(ofKind(own, 'exclusion')));
  }
  const key = keyOf(customer.components);
  const known = month.situations.get(key);
  if (known !== undefined) return known;
  const worked = situation(month, customer, NEVER, NEVER);
  month.situations.set(key, worked);
  return worked;
};

/** One set of components, one key; ids may hold anything (what several look like as JSON, too), so one alone is marked. */
const keyOf = (components: readonly string[]): string =>
  components.length === 1 ? `=${components[0]}` : JSON.stringify(components);

const situation = (month: Month, customer: Customer, ownMaintenance: Spans, ownExclusions: Spans): Baseline => {
  const { policy, interval, window, asOf } = month;
  const timelines = customer.components.flatMap((id) => month.timelines.get(id) ?? []);
  const raw = union(...timelines.map((timeline) => timeline.raw));
  const unexcused = subtract(
    union(...timelines.map((timeline) => subtract(timeline.raw, timeline.excuse))),
    ownExclusions,
  );

  const everywhen = between(window.start, Math.max(window.end, interval.end));
  const inactive = subtract(everywhen, between(customer.activeFrom ?? -Infinity, customer.activeTo ?? Infinity));
  const maintenance = union(normalise(month.maintenance), ownMaintenance);
  const outside: readonly (readonly [Label, Spans])[] = [
    ['future', between(asOf, interval.end)],
    ['inactive', inactive],
    ['holiday', month.holidays],
    ['weekend', month.weekends],
    ['maintenance', maintenance],
  ];
  const service = subtract(between(window.start, window.end), union(...outside.map(([, spans]) => spans)));
  const inService = clip(service, interval.start, interval.end);
  const excused = subtract(intersect(inService, raw), unexcused);
  const labels: (readonly [Label, Spans])[] = [
    ...divide(between(interval.start, interval.end), outside),
    ['up', subtract(inService, raw)] as const,
    ['excused', excused] as const,
  ].filter(([, spans]) => spans.length > 0);

  const counted = intersect(unexcused, service);
  const serviceMs = total(inService);
  const excusedMs = total(excused);
  const measuredMs = serviceMs - excusedMs;
  const observedMs = totalWithin(atLeast(counted, policy.minimumPeriod.ms), interval.start, interval.end);
  const circumstances: Breakdown = {
    timelines,
    labels,
    totals: Object.fromEntries(labels.map(([label, spans]) => [label, total(spans)])),
    serviceMs,
    excusedMs,
    measuredMs,
    observedMs,
    targetMet: !isUnder(measuredMs - observedMs, measuredMs, policy.target),
  };
  const wholes = touching(raw, interval.start, interval.end).map((whole) => {
    const ofIt = clip(counted, whole.start, whole.end);
    const countedMs = totalWithin(ofIt, interval.start, interval.end);
    return { ...noticeWindow(whole, month), counted: ofIt, countedMs, written: ofIt.map(formatInstant) };
  });
  const silent = wholes.map((whole) => assessUnclaimed(whole, month));
  return { ...circumstances, silence: evaluationOf(silent, circumstances, month) };
};

/** Gives each instant of `all` to the first label that claims it. */
const divide = (all: Spans, claims: readonly (readonly [Label, Spans])[]): [Label, Spans][] => {
  let rest = all;
  return claims.map(([label, spans]) => {
    const part = intersect(rest, spans);
    rest = subtract(rest, spans);
    return [label, part];
  });
};
