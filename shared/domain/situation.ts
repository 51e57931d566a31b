import type { Customer } from './customer.ts';
import { ofKind } from './existing.ts';
import type { Fact } from './facts.ts';
import { formatInstant } from './instant.ts';
import { judgeSilent } from './judged.ts';
import type { Timeline } from './component.ts';
import type { Month } from './month.ts';
import { noticeable } from './notice.ts';
import { type Outcome, outcomeOf, type TotalsMs } from './outcome.ts';
import { isUnder } from './percentage.ts';
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
} from './spans.ts';
import { isScheduled } from './windows.ts';

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
export type Circumstances = {
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
export type Situation = Circumstances & { readonly silence: Outcome };

/**
 * A customer's situation (semantics, sections 3, 4 and 6). Everything but accrual and money depends on the components alone,
 * unless the customer has windows or a contract period of its own: so it is worked out once for each set of components.
 */
export const situationOf = (month: Month, customer: Customer, own: readonly Fact[]): Situation => {
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

const situation = (month: Month, customer: Customer, ownMaintenance: Spans, ownExclusions: Spans): Situation => {
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
  const circumstances: Circumstances = {
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
    return { ...noticeable(whole, month), counted: ofIt, countedMs, written: ofIt.map(formatInstant) };
  });
  const silent = wholes.map((whole) => judgeSilent(whole, month));
  return { ...circumstances, silence: outcomeOf(silent, circumstances, month) };
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
