import type { ServiceContract } from '../facts/customer.ts';
import { ofKind } from '../facts/effective-facts.ts';
import type { Fact, FactOf } from '../facts/facts.ts';
import { compareFractions, type Fraction } from '../money/fraction.ts';
import { FULL_HUNDREDTHS } from '../money/impact.ts';
import { isScheduled, limitMaintenance, type MaintenanceUse } from '../policy/maintenance-rules.ts';
import {
  atLeast,
  clip,
  intersect,
  type Intervals,
  lengthWithin,
  listIntervals,
  NO_INTERVALS,
  normalise,
  overlapping,
  spanning,
  subtract,
  totalLength,
  union,
} from '../time/intervals.ts';
import { availabilityOf } from './availability.ts';
import { type ClaimWindow, claimWindow } from './claim-decision.ts';
import { type ComponentTimeline, type ComponentEvidence, periodEvidence } from './component-timeline.ts';
import type { Label, TotalsMs } from './label.ts';
import type { Month } from './month.ts';
import { type DowntimeCount, type ImpactLayer, type WeightedTime, weightedTime } from './weighted-time.ts';

/** An outage of a customer that overlaps the month, not clipped, with the deadlines of a claim for it. */
export type Outage = ClaimWindow & {
  /** The unexcused downtime in service time, in the evaluated range. */
  readonly observed: Intervals;
  /** The part of `observed` inside the month, in milliseconds. */
  readonly observedMs: number;
};

/** A component that a customer uses, with everything that excuses its downtime for this customer. */
type UsedComponent = ComponentTimeline & {
  readonly excuses: Intervals;
  readonly excusedFor: readonly ComponentEvidence[];
};

/** A customer's month before its claims: the same for all customers of the same components without periods of their own. */
export type Baseline = {
  readonly components: readonly UsedComponent[];
  /** The month by label, without the labels that depend on claims. */
  readonly labels: readonly (readonly [Label, Intervals])[];
  readonly totalsMs: TotalsMs;
  readonly serviceMs: number;
  readonly excusedMs: number;
  readonly measuredMs: number;
  readonly observed: WeightedTime;
  /** The parts of observed periods that count, clipped to the month. */
  readonly observedParts: Intervals;
  readonly targetMet: boolean;
  readonly count: DowntimeCount;
  /** All downtime of the customer, in the month or not. */
  readonly downtime: Intervals;
  readonly outages: readonly Outage[];
  /** Scheduled maintenance of everything or of this customer, as far as the policy allows it. */
  readonly maintainedBy: readonly ComponentEvidence[];
  readonly maintenanceUse: readonly MaintenanceUse[];
};

/** Returns a customer's baseline (`docs/rules.md §3, §4 and §6`). `own`: the effective facts about this customer. */
export const baselineOf = (month: Month, contract: ServiceContract, own: readonly Fact[]): Baseline => {
  const { policy, interval, range } = month;
  const timelines = contract.components.flatMap((id) => month.timelines.get(id) ?? []);
  const maintenance = maintenanceFor(month, contract, timelines, own);
  const components = usedComponents(month, contract, timelines, maintenance, own);
  const downtime = union(...timelines.map((timeline) => timeline.downtime));
  const unexcused = union(...components.map((component) => subtract(component.downtime, component.excuses)));

  const outside = outsideService(month, contract, maintenance);
  const service = subtract(spanning(range.start, range.end), union(...outside.map(([, time]) => time)));
  const inService = clip(service, interval.start, interval.end);
  const excused = subtract(intersect(inService, downtime), unexcused);
  const observed = intersect(unexcused, service);
  const labels = labelsOf(month, outside, maintenance, downtime, excused);

  const serviceMs = totalLength(inService);
  const excusedMs = totalLength(excused);
  const measuredMs = policy.exclusions.effect === 'remove' ? serviceMs - excusedMs : serviceMs;
  const count = {
    wholeUnits: policy.downtime.wholeUnits,
    layers: policy.downtime.impact === 'share' ? impactLayers(components) : null,
  };
  const observedParts = clip(atLeast(observed, policy.downtime.minimum.ms), interval.start, interval.end);
  const weighted = weightedTime(observedParts, count);
  return {
    components,
    labels,
    totalsMs: Object.fromEntries(labels.map(([label, time]) => [label, totalLength(time)])),
    serviceMs,
    excusedMs,
    measuredMs,
    observed: weighted,
    observedParts,
    targetMet: isTargetMet(measuredMs, weighted, policy),
    count,
    downtime,
    outages: overlapping(downtime, interval.start, interval.end).map((outage) => {
      const part = clip(observed, outage.start, outage.end);
      const observedMs = lengthWithin(part, interval.start, interval.end);
      return { ...claimWindow(outage, month), observed: part, observedMs };
    }),
    maintainedBy: [...maintenance.company, ...maintenance.requested],
    maintenanceUse: maintenance.use,
  };
};

const isTargetMet = (
  measuredMs: number,
  down: WeightedTime,
  { availabilityDecimals, target }: { readonly availabilityDecimals: number | null; readonly target: Fraction },
): boolean => compareFractions(availabilityOf(measuredMs, down, availabilityDecimals), target) >= 0;

/** The source of evidence about everything. A baseline is shared, so it names no customer there. */
const ALL_SOURCE = 'all';

/** Scheduled maintenance for one customer. `allowed`: the company's, as far as the policy's monthly limit allows it. */
type Maintenance = {
  readonly company: readonly ComponentEvidence[];
  readonly requested: readonly ComponentEvidence[];
  readonly allowed: Intervals;
  readonly use: readonly MaintenanceUse[];
};

const maintenanceFor = (
  { policy, maintenance, calendarMonths }: Month,
  { customer }: ServiceContract,
  timelines: readonly ComponentTimeline[],
  own: readonly Fact[],
): Maintenance => {
  const { maxPerMonth } = policy.exclusions.maintenance;
  const scheduled = [...maintenance, ...ofKind(own, 'maintenance').filter((fact) => isScheduled(fact, policy))];
  const company = scheduled.filter(({ requestedBy }) => requestedBy === 'company');
  const sourceOf = ({ scope }: FactOf<'maintenance'>): string => ('all' in scope ? ALL_SOURCE : customer);
  const periods = normalise([...company, ...timelines.flatMap((timeline) => timeline.maintenance)]);
  const { allowed, use } =
    maxPerMonth === null ? { allowed: periods, use: [] } : limitMaintenance(periods, calendarMonths, maxPerMonth.ms);
  return {
    company: company.flatMap((fact) => allowedParts(fact, sourceOf(fact), allowed)),
    requested: scheduled
      .filter(({ requestedBy }) => requestedBy === 'customer')
      .map((fact) => periodEvidence(fact, sourceOf(fact))),
    allowed,
    use,
  };
};

const allowedParts = (fact: FactOf<'maintenance'>, source: string, allowed: Intervals): ComponentEvidence[] =>
  listIntervals(clip(allowed, fact.start, fact.end)).map((part) => ({ ...periodEvidence(fact, source), ...part }));

const usedComponents = (
  { policy }: Month,
  { customer }: ServiceContract,
  timelines: readonly ComponentTimeline[],
  { company, allowed }: Maintenance,
  own: readonly Fact[],
): UsedComponent[] => {
  const ofCustomer = [
    ...ofKind(own, 'exclusion').map((fact) => periodEvidence(fact, customer)),
    ...(policy.exclusions.effect === 'count-as-up' ? company : []),
  ];
  const customerTime = normalise(ofCustomer);
  return timelines.map((timeline) => {
    const ofComponent = timeline.maintenance.flatMap((fact) => allowedParts(fact, timeline.id, allowed));
    return {
      ...timeline,
      excuses: union(timeline.excuse, normalise(ofComponent), customerTime),
      excusedFor: [...timeline.excusedBy, ...ofComponent, ...ofCustomer],
    };
  });
};

/** Returns the time outside service time, by label. */
const outsideService = (
  { policy, interval, range, holidays, weekends, offHours }: Month,
  { activeFrom = -Infinity, activeTo = Infinity }: ServiceContract,
  { company, requested }: Maintenance,
): (readonly [Label, Intervals])[] => {
  const everything = spanning(range.start, Math.max(range.end, interval.end));
  return [
    ['inactive', subtract(everything, spanning(activeFrom, activeTo))],
    ['holiday', holidays],
    ['weekend', weekends],
    ['off-hours', offHours],
    ['maintenance', normalise(policy.exclusions.effect === 'remove' ? [...company, ...requested] : requested)],
  ];
};

/** Divides the month by label. Maintenance has its label also where it counts as up. */
const labelsOf = (
  { interval, asOf }: Month,
  outside: readonly (readonly [Label, Intervals])[],
  { company, requested }: Maintenance,
  downtime: Intervals,
  excused: Intervals,
): (readonly [Label, Intervals])[] => {
  const month = spanning(interval.start, interval.end);
  const claims: readonly (readonly [Label, Intervals])[] = [
    ['future', spanning(asOf, interval.end)],
    ...outside.filter(([label]) => label !== 'maintenance'),
    ['maintenance', normalise([...company, ...requested])],
    ['up', subtract(month, downtime)],
    ['excused', excused],
  ];
  let rest = month;
  return claims
    .map(([label, time]) => {
      const part = intersect(rest, time);
      rest = subtract(rest, time);
      return [label, part] as const;
    })
    .filter(([, time]) => time.length > 0);
};

const hundredthsOf = ({ impact }: ComponentEvidence): number => impact?.hundredths ?? FULL_HUNDREDTHS;

/** Returns the unexcused downtime by impact: the layers that contain an instant add up to the largest impact at it. */
const impactLayers = (components: readonly UsedComponent[]): ImpactLayer[] => {
  const levels = [...new Set(components.flatMap(({ downBy }) => downBy.map(hundredthsOf)))].toSorted((a, b) => b - a);
  return levels.map((level, i) => ({
    hundredths: level - (levels[i + 1] ?? 0),
    intervals: union(
      NO_INTERVALS,
      ...components.map(({ downBy, excuses }) =>
        subtract(normalise(downBy.filter((evidence) => hundredthsOf(evidence) >= level)), excuses),
      ),
    ),
  }));
};
