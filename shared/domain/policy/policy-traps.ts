import { compareFractions, fraction, type Fraction } from '../money/fraction.ts';
import type { CreditOf, CreditTier } from './credit.ts';
import { type ConfiguredPolicy, durationText, feeShareText } from './policy-in-words.ts';
import type { Share } from './share.ts';

/** A valid parameter that often has another effect than its author expects, with its path from the policy. */
export type PolicyTrap = { readonly at: string; readonly text: string };

/** Returns the traps of a policy, by their place in it. A trap is no error: the contract may mean exactly that. */
export const policyTraps = (policy: ConfiguredPolicy): PolicyTrap[] =>
  [calendarTraps, exclusionTraps, downtimeTraps, claimTraps, gateTraps, creditTraps, capTraps].flatMap((find) =>
    find(policy),
  );

/** Returns a trap if the condition holds. */
const trap = (condition: boolean, at: string, text: string): PolicyTrap[] => (condition ? [{ at, text }] : []);

const calendarTraps = ({ calendar: { excludeWeekdays } }: ConfiguredPolicy): PolicyTrap[] =>
  trap(
    new Set(excludeWeekdays).size === 7,
    'calendar.excludeWeekdays',
    'Every weekday is excluded, so nothing is measured.',
  );

const dividesByTime = ({ credit, gate }: ConfiguredPolicy): boolean =>
  gate === 'below-target' ||
  credit.kind === 'proportional' ||
  (credit.kind === 'tiers' && credit.by === 'availability');

const exclusionTraps = (policy: ConfiguredPolicy): PolicyTrap[] => {
  const { effect, maintenance, thirdParty } = policy.exclusions;
  const { emergency, minimumNotice } = maintenance;
  const isNotice = 'businessDays' in minimumNotice || minimumNotice.ms > 0;
  return [
    ...trap(
      effect === 'remove' && dividesByTime(policy),
      'exclusions.effect',
      'Excluded time leaves the denominator. If the clause divides by all minutes of the month, use "count-as-up".',
    ),
    ...trap(
      emergency === 'excluded',
      'exclusions.maintenance.emergency',
      'Maintenance that is recorded after an outage excuses it as well.',
    ),
    ...trap(
      emergency === 'excluded' && isNotice,
      'exclusions.maintenance.minimumNotice',
      'The notice decides nothing, because maintenance without notice is excluded as well.',
    ),
    ...trap(
      thirdParty.exclude && thirdParty.minimumStatus === 'operational',
      'exclusions.thirdParty.minimumStatus',
      'A provider is out from its first status on, also while it reports that it is operational.',
    ),
    ...trap(
      !thirdParty.exclude && thirdParty.minimumStatus !== 'partial_outage',
      'exclusions.thirdParty.minimumStatus',
      'The status decides nothing, because outages of providers are not excused.',
    ),
  ];
};

const downtimeTraps = ({ downtime, credit, gate }: ConfiguredPolicy): PolicyTrap[] => {
  const { insufficientData, minimum, wholeUnits, impact } = downtime;
  const byClock =
    credit.kind === 'per-block' || credit.kind === 'per-outage' || (credit.kind === 'tiers' && credit.by === 'period');
  const lengths =
    gate === 'below-target' ? 'It changes the availability, but no length of a downtime.' : 'It changes no credit.';
  return [
    ...trap(
      insufficientData === 'down',
      'downtime.insufficientData',
      'An alarm without data counts as down, also while it is new or its metric is sparse.',
    ),
    ...trap(
      wholeUnits !== null && byClock,
      'downtime.wholeUnits',
      `Blocks and the lengths of downtimes are never rounded to whole units. ${lengths}`,
    ),
    ...trap(
      impact === 'share' && byClock,
      'downtime.impact',
      `A partial outage has its full length in blocks, and counts as an outage in full. ${lengths}`,
    ),
    ...trap(
      wholeUnits !== null && minimum.ms > 0 && minimum.ms < wholeUnits.unit.ms,
      'downtime.minimum',
      'The minimum is shorter than a whole unit, so a downtime between the two counts for nothing.',
    ),
  ];
};

const claimTraps = ({ claim, calendar }: ConfiguredPolicy): PolicyTrap[] => {
  if (claim === null) return [];
  const { accrual, covers, leadTolerance, steps } = claim;
  const holidays = 'length' in calendar.holidays && calendar.holidays.length === 0;
  return [
    ...trap(
      accrual === 'recognition',
      'claim.accrual',
      'Downtime before the recognition earns nothing, and a claim for an outage that was recognised after its end pays nothing.',
    ),
    ...trap(
      covers === 'overlapping',
      'claim.covers',
      'One notice claims every outage between recognition and receipt, also outages that it does not mention.',
    ),
    ...trap(
      covers === 'month',
      'claim.covers',
      'A notice without a month claims the month of its recognition. A claim of July for June must name June.',
    ),
    ...trap(
      covers !== 'month' && leadTolerance.ms === 0,
      'claim.leadTolerance',
      covers === 'outage'
        ? 'A customer who recognises the outage before the alarm fires has claimed nothing.'
        : 'A notice that arrives before the alarm fires covers nothing.',
    ),
    ...steps.flatMap(({ step, within, after }, i) => [
      ...trap(
        steps.length === 1 && step === 'claim',
        `claim.steps[${i}].step`,
        'A recorded notice that names no step belongs to the step "notice", and never meets this one.',
      ),
      ...trap(
        after === 'recognition',
        `claim.steps[${i}].after`,
        'The customer states the recognition, so the deadline moves with it.',
      ),
      ...trap(
        'businessDays' in within && within.businessDays !== undefined && holidays,
        `claim.steps[${i}].within.businessDays`,
        'Business days leave out weekends only, because the calendar has no holidays.',
      ),
    ]),
  ];
};

const gateTraps = (policy: ConfiguredPolicy): PolicyTrap[] => {
  const { gate, target, credit, availabilityDecimals: decimals } = policy;
  const first = credit.kind === 'tiers' && credit.by === 'availability' ? credit.tiers[0] : undefined;
  return [
    ...trap(
      gate === 'none',
      'gate',
      `The target of ${target.written} % decides nothing: a month that meets it can earn a credit.`,
    ),
    ...(gate === 'none' || first === undefined ? [] : firstTierTraps(policy, first)),
    ...(decimals === null ? [] : roundingTraps(policy, decimals)),
  ];
};

const firstTierTraps = ({ target, availabilityDecimals }: ConfiguredPolicy, tier: CreditTier): PolicyTrap[] => {
  const bound = tier.below ?? tier.atMost;
  if (bound === undefined) return [];
  const order = compareFractions(bound, target);
  const missed = highestMissed(target, availabilityDecimals);
  const againstMissed = compareFractions(missed, bound);
  const reached = tier.below === undefined ? againstMissed <= 0 : againstMissed < 0;
  return [
    ...trap(
      tier.below === undefined ? order >= 0 : order > 0,
      'credit.tiers[0]',
      `A month between the target of ${target.written} % and ${bound.written} % earns nothing, although the tier includes it.`,
    ),
    ...trap(
      order < 0 && (availabilityDecimals === null || !reached),
      'credit.tiers[0]',
      `A month between ${bound.written} % and the target of ${target.written} % misses the target and earns nothing.`,
    ),
  ];
};

/** Returns ten to the power of `n`. */
const tenTo = (n: number): bigint => 10n ** BigInt(n);

/** Returns the highest rounded availability that misses the target; the target itself without rounding. */
const highestMissed = (target: Fraction, decimals: number | null): Fraction =>
  decimals === null ? target : fraction(unitsUpTo(target, decimals) - 1n, 100n * tenTo(decimals));

/** Returns a target in units of the last decimal of a percentage, rounded up. */
const unitsUpTo = ({ numerator, denominator }: Fraction, decimals: number): bigint => {
  const scaled = numerator * 100n * tenTo(decimals);
  return (scaled + denominator - 1n) / denominator;
};

const roundingTraps = ({ target }: ConfiguredPolicy, decimals: number): PolicyTrap[] => {
  const units = unitsUpTo(target, decimals);
  if (units === 0n) return [];
  // Half a unit below the lowest rounded value that meets the target, with one more decimal.
  const lowest = (units * 2n - 1n) * 5n;
  const order = compareFractions(fraction(lowest, 100n * tenTo(decimals + 1)), target);
  const [from, to] = [decimalText(lowest, decimals + 1), decimalText(units, decimals)];
  return [
    ...trap(
      order < 0,
      'availabilityDecimals',
      `Availability of ${from} % is rounded up to ${to} % and meets the target of ${target.written} %.`,
    ),
    ...trap(
      order > 0,
      'availabilityDecimals',
      `Rounding is coarser than the target: availability below ${from} % misses the target of ${target.written} %.`,
    ),
  ];
};

const decimalText = (units: bigint, decimals: number): string => {
  const digits = String(units).padStart(decimals + 1, '0');
  const cut = digits.length - decimals;
  return decimals === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
};

const creditTraps = ({ credit }: ConfiguredPolicy): PolicyTrap[] => {
  switch (credit.kind) {
    case 'per-block':
      return perBlockTraps(credit);
    case 'per-outage':
      return nothingTraps('credit.amount', credit.amount);
    case 'tiers':
      return tierTraps(credit);
    case 'proportional':
      return [];
  }
};

const nothingTraps = (at: string, { bps, serviceFeeDays }: Share): PolicyTrap[] =>
  trap((bps ?? serviceFeeDays) === 0, at, 'The amount is nothing.');

const perBlockTraps = ({ qualify, block, blocksWithin, amount }: CreditOf<'per-block'>): PolicyTrap[] => [
  ...trap(
    qualify.longerThan.ms < block.ms && qualify.longerThan.ms > 0,
    'credit.qualify.longerThan',
    `A downtime between ${durationText(qualify.longerThan)} and ${durationText(block)} qualifies, but has no whole block.`,
  ),
  ...trap(
    blocksWithin === 'day',
    'credit.blocksWithin',
    'A downtime across midnight is cut, and the part of a block on each side earns nothing.',
  ),
  ...nothingTraps('credit.amount', amount),
];

/** Returns the index of each tier that earns less than the tier before it, although the month is worse. */
export const fallingTiers = (tiers: readonly Pick<CreditTier, 'amount'>[]): number[] =>
  tiers.flatMap(({ amount }, i) => {
    const before = tiers[i - 1]?.amount;
    return before !== undefined && isLess(amount, before) ? [i] : [];
  });

const tierTraps = ({ by, tiers, beyond }: CreditOf<'tiers'>): PolicyTrap[] => {
  const last = tiers.at(-1);
  const bound = last?.below ?? last?.atMost;
  const textOf = (i: number): string => {
    const amount = tiers[i]?.amount;
    return amount === undefined ? '' : feeShareText(amount);
  };
  return [
    ...fallingTiers(tiers).map((i) => ({
      at: `credit.tiers[${i}].amount`,
      text: `A worse month earns less: ${textOf(i)} after ${textOf(i - 1)}.`,
    })),
    ...trap(
      by === 'availability' && beyond !== null && bound !== undefined && compareFractions(beyond.from, bound) > 0,
      'credit.beyond.from',
      `Steps are added from ${beyond?.from.written} % on, already before the last tier is reached.`,
    ),
    ...trap(
      by === 'period' && tiers.length > 0,
      'credit.by',
      'Each downtime earns its own tier in the month in which it ends, and the amounts add up.',
    ),
  ];
};

/** Compares shares of one form. Days of different periods, and days beside basis points, depend on the month. */
const isLess = (a: Share, b: Share): boolean =>
  a.bps !== undefined && b.bps !== undefined
    ? a.bps < b.bps
    : a.bps === undefined && b.bps === undefined && a.of === b.of && a.serviceFeeDays < b.serviceFeeDays;

const capTraps = ({ caps, payableAbove }: ConfiguredPolicy): PolicyTrap[] => {
  const currencies = [
    ...caps.flatMap((cap) => ('amountMinor' in cap ? [cap.currency] : [])),
    ...(payableAbove === null ? [] : [payableAbove.currency]),
  ];
  const names = [...new Set(currencies)];
  return [
    ...trap(
      names.length > 1,
      'caps',
      `No fees can be in ${names.join(' and ')} at once, so that every customer of this policy is invalid.`,
    ),
    ...trap(
      names.length === 1,
      caps.some((cap) => 'amountMinor' in cap) ? 'caps' : 'payableAbove',
      `Fees must be in ${names[0] ?? ''}: a customer with another currency is invalid.`,
    ),
    ...caps.flatMap((cap, i) => [
      ...trap(
        cap.bps !== undefined && cap.bps >= 10_000,
        `caps[${i}].bps`,
        "The cap decides nothing: a credit never exceeds the month's fees anyway.",
      ),
      ...trap(
        (cap.bps ?? cap.serviceFeeDays ?? ('amountMinor' in cap ? cap.amountMinor : 1)) === 0,
        `caps[${i}]`,
        'The cap is nothing, so that no credit is paid.',
      ),
    ]),
  ];
};
