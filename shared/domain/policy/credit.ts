import * as z from 'zod/mini';
import { duration, isObject, percentage, whole, keywordField } from '../facts/fields.ts';
import { compareFractions } from '../money/fraction.ts';
import type { Percentage } from '../money/percentage.ts';
import type { Duration } from '../time/duration.ts';
import { share } from './share.ts';

/** How a month's downtime becomes a credit (`docs/rules.md §7`). */

const limit = z.prefault(z.nullable(whole(0)), null);

/** A duration of more than zero. */
export const positiveDuration = (rule: string) => duration.check(z.refine(({ ms }) => ms > 0, rule));

/** The downtime that can earn: longer than `longerThan`, in one period, or summed over a day or the month. */
const qualify = z.prefault(
  z.strictObject({
    longerThan: z.prefault(duration, 'PT0S'),
    summedOver: z.prefault(keywordField(['period', 'day', 'month']), 'period'),
  }),
  {},
);

/** A key that only some value of another key allows must be null otherwise. */
const onlyWith = <K extends string>(key: K, allowed: (blocksWithin: unknown) => boolean, rule: string) =>
  z.refine<{ readonly blocksWithin: unknown } & { readonly [P in K]: unknown }>(
    (value) => value[key] === null || allowed(value.blocksWithin),
    {
      error: rule,
      path: [key],
      when: ({ value, issues }) => isObject(value) && !issues.some(({ path = [] }) => path[0] === 'blocksWithin'),
    },
  );

/** One credit for each whole `block` of qualifying downtime. */
const perBlock = z
  .strictObject({
    kind: z.literal('per-block'),
    qualify,
    block: positiveDuration('a block of zero'),
    blocksWithin: z.prefault(keywordField(['day', 'period', 'month']), 'day'),
    allowance: z.prefault(z.nullable(z.strictObject({ percent: percentage })), null),
    amount: share,
    maxPerPeriod: limit,
    maxPerDay: limit,
    maxPerMonth: limit,
  })
  .check(
    onlyWith('maxPerPeriod', (within) => within === 'period', 'only with "blocksWithin": "period"'),
    onlyWith('maxPerDay', (within) => within !== 'month', 'not with "blocksWithin": "month"'),
    onlyWith('allowance', (within) => within === 'month', 'only with "blocksWithin": "month"'),
  );

/** One credit for each qualifying period that ends in the month. */
const perOutage = z.strictObject({
  kind: z.literal('per-outage'),
  qualify,
  amount: share,
  maxPerDay: limit,
  maxPerMonth: limit,
});

/** A tier has one bound: `below` or `atMost` by availability, `longerThan` by downtime or by period. */
const tier = z.strictObject({
  below: z.optional(percentage),
  atMost: z.optional(percentage),
  longerThan: z.optional(duration),
  amount: share,
});

const TIER_KINDS = ['availability', 'downtime', 'period'] as const;
const BOUNDS = ['below', 'atMost', 'longerThan'] as const;

/** A tier while it is parsed. Its keys may still have their input, since the check runs beside other faults. */
type PartialTier = { readonly [K in (typeof BOUNDS)[number]]?: unknown };

const boundsOf = (one: PartialTier): string[] => BOUNDS.filter((bound) => bound in one);

const hasItsForm = (one: PartialTier, by: unknown): boolean => {
  const [bound, ...others] = boundsOf(one);
  return others.length === 0 && bound !== undefined && (by === 'availability') === (bound !== 'longerThan');
};

const isPercentage = (value: unknown): value is Percentage => isObject(value) && 'numerator' in value;
const isDuration = (value: unknown): value is Duration => isObject(value) && 'ms' in value;

/** Whether a tier's bound is beyond the one before: under it by availability, above it otherwise. Unparsed bounds are left alone. */
const follows = (before: PartialTier, one: PartialTier): boolean => {
  const [a, b] = [before.below ?? before.atMost, one.below ?? one.atMost];
  if (isPercentage(a) && isPercentage(b)) return compareFractions(b, a) < 0;
  return !isDuration(before.longerThan) || !isDuration(one.longerThan) || one.longerThan.ms > before.longerThan.ms;
};

type PartialTiers = { readonly by: unknown; readonly tiers: unknown; readonly beyond: unknown };

/** Reports tiers of the wrong form or out of order, a list without tiers, and a `beyond` without meaning. */
const tiersFit = z.check<PartialTiers>(
  ({ value, issues }) => {
    const report = (message: string, ...path: (string | number)[]): void => {
      issues.push({ code: 'custom', message, path, input: value, continue: true });
    };
    const { by, beyond } = value;
    const listed: readonly unknown[] | undefined = Array.isArray(value.tiers) ? value.tiers : undefined;
    const knownBy = TIER_KINDS.some((kind) => kind === by);
    if (knownBy) {
      const form = by === 'availability' ? '{"below"} or {"atMost"}' : '{"longerThan"}';
      for (const [i, one] of listed?.entries() ?? [])
        if (isObject(one) && !hasItsForm(one, by)) report(`not of the form ${form}`, 'tiers', i);
      if (by !== 'availability' && beyond !== null) report('only with "by": "availability"', 'beyond');
    }
    const unordered = listed?.findIndex((one, i) => {
      const before = listed[i - 1];
      return isObject(one) && isObject(before) && !follows(before, one);
    });
    if (unordered !== undefined && unordered > 0)
      report(by === 'availability' ? 'not under the tier before' : 'not above the tier before', 'tiers', unordered);
    if (listed?.length === 0 && beyond === null) report('no tiers', 'tiers');
  },
  { when: ({ value }) => isObject(value) },
);

/** The amount of the last tier that is reached; by availability, `beyond` adds an amount for each further step. */
const tiers = z
  .strictObject({
    kind: z.literal('tiers'),
    by: z.prefault(keywordField(TIER_KINDS), 'availability'),
    tiers: z.prefault(z.array(tier), []),
    beyond: z.prefault(
      z.nullable(
        z.strictObject({
          from: percentage,
          step: percentage.check(z.refine(({ numerator }) => numerator > 0n, 'a step of zero')),
          amount: share,
          partialStep: keywordField(['count', 'drop']),
        }),
      ),
      null,
    ),
  })
  .check(tiersFit);

/** The share of the measured time that was down, times `multiplier`. */
const proportional = z.strictObject({ kind: z.literal('proportional'), multiplier: whole(1) });

export const credit = z.discriminatedUnion('kind', [perBlock, perOutage, tiers, proportional]);
export type Credit = z.output<typeof credit>;
export type CreditOf<K extends Credit['kind']> = Extract<Credit, { kind: K }>;
export type CreditTier = z.output<typeof tier>;
export type Qualify = CreditOf<'per-block'>['qualify'];

/** Whether every amount of a credit rule is in basis points. Only then has their sum a rate. */
export const isInBps = (rule: Credit): boolean => {
  switch (rule.kind) {
    case 'proportional':
      return false;
    case 'tiers':
      return [...rule.tiers, ...(rule.beyond === null ? [] : [rule.beyond])].every(
        ({ amount }) => amount.bps !== undefined,
      );
    default:
      return rule.amount.bps !== undefined;
  }
};
