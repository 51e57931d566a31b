import type * as z from 'zod/mini';
import { formatMinor } from '../money/currency.ts';
import type { Duration } from '../time/duration.ts';
import type { ClaimAnchor, ClaimStep, TimeLimit } from './claim.ts';
import type { Credit, CreditOf, CreditTier, Qualify } from './credit.ts';
import type { configuredPolicy } from './policy.ts';
import type { Cap, Share } from './share.ts';

/** A parsed policy; its holidays may be a country's. Every `Policy` is one. */
export type ConfiguredPolicy = z.output<typeof configuredPolicy>;

/** The subjects of the sentences, in their order. */
export const POLICY_TOPICS = [
  'target',
  'service-time',
  'maintenance',
  'exclusions',
  'downtime',
  'claim',
  'credit',
  'limits',
  'billing',
] as const;
export type PolicyTopic = (typeof POLICY_TOPICS)[number];

/** One sentence about a policy. */
export type PolicySentence = { readonly topic: PolicyTopic; readonly text: string };

const about = (topic: PolicyTopic, texts: readonly string[]): PolicySentence[] =>
  texts.map((text) => ({ topic, text }));

/** Returns a policy as sentences in plain English, by topic. A parameter that changes nothing has no sentence. */
export const policySentences = (policy: ConfiguredPolicy): PolicySentence[] => [
  ...about('target', targetTexts(policy)),
  ...about('service-time', serviceTimeTexts(policy)),
  ...about('maintenance', maintenanceTexts(policy)),
  ...about('exclusions', exclusionTexts(policy)),
  ...about('downtime', downtimeTexts(policy)),
  ...about('claim', claimTexts(policy)),
  ...about('credit', creditTexts(policy.credit)),
  ...about('limits', limitTexts(policy)),
  ...about('billing', billingTexts(policy)),
];

/** Returns the sentences of `policySentences` alone. */
export const policyInWords = (policy: ConfiguredPolicy): string[] => policySentences(policy).map(({ text }) => text);

/** Returns the contract in short: the operator's summary if the policy has `terms`, else the policy in words. */
export const contractInShort = (policy: ConfiguredPolicy): readonly string[] =>
  policy.terms?.summary ?? policyInWords(policy);

const targetTexts = ({ target, timeZone, gate, availabilityDecimals }: ConfiguredPolicy): string[] => [
  `The target is ${target.written} % availability in each calendar month (time zone ${timeZone}).`,
  gate === 'below-target'
    ? 'A month that meets the target earns nothing.'
    : 'The target is reported, and credits do not depend on it.',
  ...(availabilityDecimals === null
    ? []
    : [`Availability is rounded half up to ${counted(availabilityDecimals, 'decimal')} before it is compared.`]),
];

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const serviceTimeTexts = ({ calendar: { excludeWeekdays, holidays, hours } }: ConfiguredPolicy): string[] => {
  const weekdays = WEEKDAYS.filter((_, i) => excludeWeekdays.includes(i + 1));
  const excluded = [
    ...weekdays,
    ...('country' in holidays ? [`public holidays (${holidays.country})`] : []),
    ...('length' in holidays && holidays.length > 0 ? [counted(holidays.length, 'listed holiday')] : []),
  ];
  const daily = hours === null ? 'all hours' : `${hours.from} to ${hours.to}`;
  return [
    excluded.length === 0
      ? `The SLA measures ${daily} of every day.`
      : `The SLA measures ${daily} of each day except ${listed(excluded, 'and')}.`,
  ];
};

const maintenanceTexts = ({ exclusions: { effect, maintenance } }: ConfiguredPolicy): string[] => {
  const { emergency, maxPerMonth } = maintenance;
  return [
    'Maintenance that the customer requested does not count.',
    ...(emergency === 'excluded'
      ? ['All maintenance by the company is excluded, also if it was not announced.']
      : [
          `Maintenance by the company is excluded if it was announced ${noticeText(maintenance.minimumNotice)}.`,
          'Other maintenance is downtime.',
        ]),
    ...(maxPerMonth === null
      ? []
      : [`At most ${durationText(maxPerMonth)} of the company's maintenance are excluded in a month.`]),
    effect === 'remove'
      ? 'Excluded time is taken out of the measured time.'
      : 'Excluded time counts as available and stays in the measured time.',
  ];
};

const noticeText = (notice: ConfiguredPolicy['exclusions']['maintenance']['minimumNotice']): string => {
  if ('businessDays' in notice)
    return notice.businessDays === 0
      ? 'before it starts'
      : `at least ${counted(notice.businessDays, 'business day')} before the day on which it starts`;
  return notice.ms === 0 ? 'before it starts' : `at least ${durationText(notice)} before it starts`;
};

const STATUS_TEXTS = {
  operational: 'any status',
  degraded_performance: 'at least degraded performance',
  under_maintenance: 'at least maintenance',
  partial_outage: 'at least a partial outage',
  major_outage: 'a major outage',
} as const;

const exclusionTexts = ({ exclusions: { thirdParty } }: ConfiguredPolicy): string[] => [
  thirdParty.exclude
    ? `Downtime is excused while a provider that the component depends on reports ${STATUS_TEXTS[thirdParty.minimumStatus]}.`
    : 'Outages of providers are not excused by their status pages.',
  "Recorded exclusions are excused: third parties, force majeure, and blocking under the company's policies.",
];

const INSUFFICIENT_DATA_TEXTS = {
  hold: 'While an alarm has too little data, its last state continues.',
  up: 'While an alarm has too little data, the component counts as available.',
  down: 'While an alarm has too little data, the component counts as down.',
} as const;

const downtimeTexts = ({ downtime }: ConfiguredPolicy): string[] => {
  const { onset, insufficientData, mergeGaps, minimum, wholeUnits, impact } = downtime;
  return [
    onset === 'transition'
      ? 'Downtime starts when an alarm changes its state.'
      : 'Downtime starts with the data that made an alarm change its state.',
    INSUFFICIENT_DATA_TEXTS[insufficientData],
    ...(mergeGaps.ms === 0
      ? []
      : [`Two downtimes of a component at most ${durationText(mergeGaps)} apart count as one, with the gap.`]),
    ...(minimum.ms === 0 ? [] : [`A downtime shorter than ${durationText(minimum)} does not count.`]),
    ...(wholeUnits === null ? [] : [wholeUnitsText(wholeUnits)]),
    ...(impact === 'any' ? [] : ['Downtime counts in proportion to the share of users or requests that it affects.']),
  ];
};

const wholeUnitsText = ({ unit, align }: NonNullable<ConfiguredPolicy['downtime']['wholeUnits']>): string =>
  align === 'elapsed'
    ? `For availability, each downtime is rounded down to a multiple of ${durationText(unit)}.`
    : `For availability, only whole units of ${durationText(unit)} on the clock count.`;

const claimTexts = ({ claim }: ConfiguredPolicy): string[] => {
  if (claim === null) return ['Credits are automatic: the customer need not claim them.'];
  const { accrual, covers, leadTolerance, steps } = claim;
  return [
    ...steps.map((step) => `The customer must ${STEP_TEXTS[step.step]} ${limitText(step.within, step.after)}.`),
    steps.length === 1
      ? 'An outage without a timely notice is forfeited.'
      : 'An outage is forfeited unless every step is taken in time.',
    coversText(covers, leadTolerance),
    accrual === 'recognition'
      ? 'Downtime accrues from the instant at which the customer recognised it.'
      : 'A claimed outage counts from its start.',
  ];
};

const STEP_TEXTS = { notice: 'notify the company', claim: 'claim the credit' } as const satisfies Record<
  ClaimStep['step'],
  string
>;

const coversText = (covers: 'overlapping' | 'outage' | 'month', leadTolerance: Duration): string => {
  const lead = durationText(leadTolerance);
  const early = leadTolerance.ms > 0;
  switch (covers) {
    case 'month':
      return 'A notice covers every outage of the month that it claims.';
    case 'outage':
      return early
        ? `A notice covers one outage: the one in which the customer recognised it, or the next within ${lead}.`
        : 'A notice covers one outage: the one in which the customer recognised it.';
    default:
      return early
        ? `A notice covers every outage between recognition and receipt, and any that starts within ${lead} after receipt.`
        : 'A notice covers every outage between recognition and receipt.';
  }
};

/** The anchors of a time limit in words: as an instant, and as the month that contains it. */
export type AnchorWords = Readonly<Record<ClaimAnchor, { readonly at: string; readonly period: string }>>;

const ANCHOR_WORDS: AnchorWords = {
  'outage-start': { at: 'the outage starts', period: 'in which the outage starts' },
  'outage-end': { at: 'the outage ends', period: 'in which the outage ends' },
  recognition: { at: 'the customer recognises it', period: 'in which the customer recognises it' },
  'month-end': { at: 'the month ends', period: 'of the outage' },
};

/** Returns a time limit in words: `within 24 hours after the outage ends`. */
export const limitText = (within: TimeLimit, after: ClaimAnchor, words: AnchorWords = ANCHOR_WORDS): string => {
  const { at, period } = words[after];
  if ('ms' in within) return `within ${durationText(within)} after ${at}`;
  if (within.months !== undefined)
    return within.months === 0
      ? `by the end of the month ${period}`
      : `by the end of the ${within.months === 1 ? '' : `${ordinal(within.months)} `}month after the one ${period}`;
  const [days, unit] = within.days === undefined ? [within.businessDays ?? 0, 'business day'] : [within.days, 'day'];
  return days === 0 ? `by the end of the day on which ${at}` : `within ${counted(days, unit)} after ${at}`;
};

const creditTexts = (credit: Credit): string[] => {
  switch (credit.kind) {
    case 'per-block':
      return perBlockTexts(credit);
    case 'per-outage':
      return [
        `${qualifyText(credit.qualify)} earns ${feeShareText(credit.amount)}.`,
        ...maximumTexts([
          [credit.maxPerDay, 'a day'],
          [credit.maxPerMonth, 'a month'],
        ]),
      ];
    case 'tiers':
      return tierTexts(credit);
    case 'proportional':
      return [
        credit.multiplier === 1
          ? "The credit is the month's fees times the share of the measured time that was down."
          : `The credit is ${credit.multiplier} times the month's fees times the share of the measured time that was down.`,
      ];
  }
};

const BLOCK_TEXTS = {
  day: 'Blocks are counted on each local day by itself.',
  period: 'Blocks are counted over a whole downtime, also across midnight.',
  month: 'Blocks are counted over the downtime of the whole month.',
} as const;

const perBlockTexts = (credit: CreditOf<'per-block'>): string[] => [
  `${qualifyText(credit.qualify)} earns ${feeShareText(credit.amount)} for each whole ${durationText(credit.block)}.`,
  BLOCK_TEXTS[credit.blocksWithin],
  ...(credit.allowance === null
    ? []
    : [`The first ${credit.allowance.percent.written} % of the measured time is free.`]),
  ...maximumTexts([
    [credit.maxPerPeriod, 'a downtime'],
    [credit.maxPerDay, 'a day'],
    [credit.maxPerMonth, 'a month'],
  ]),
];

const maximumTexts = (maxima: readonly (readonly [maximum: number | null, per: string])[]): string[] =>
  maxima.flatMap(([maximum, per]) => (maximum === null ? [] : [`At most ${counted(maximum, 'credit')} ${per}.`]));

const qualifyText = ({ longerThan, summedOver }: Qualify): string => {
  const length = durationText(longerThan);
  switch (summedOver) {
    case 'period':
      return longerThan.ms === 0 ? 'Each downtime' : `Each downtime longer than ${length}`;
    case 'day':
      return longerThan.ms === 0 ? 'Each downtime' : `Each downtime of a day with more than ${length} of it in all`;
    case 'month':
      return longerThan.ms === 0 ? 'Each downtime' : `Each downtime of a month with more than ${length} of it in all`;
  }
};

const TIER_SUBJECTS = {
  availability: 'A month with availability',
  downtime: 'A month with downtime',
  period: 'Each downtime',
} as const;

const tierTexts = ({ by, tiers, beyond }: CreditOf<'tiers'>): string[] => [
  ...tiers.map((tier) => `${TIER_SUBJECTS[by]} ${boundText(tier)} earns ${feeShareText(tier.amount)}.`),
  ...(tiers.length > 1 ? ['Only the last tier that is reached applies.'] : []),
  ...(beyond === null ? [] : [`Below ${beyond.from.written} %, ${beyondText(beyond)}.`]),
];

const beyondText = ({ step, amount, partialStep }: NonNullable<CreditOf<'tiers'>['beyond']>): string =>
  `${feeShareText(amount)} are added for each ${partialStep === 'count' ? 'started' : 'whole'} step of ${step.written} percentage points`;

const boundText = ({ below, atMost, longerThan }: CreditTier): string => {
  if (below !== undefined) return `below ${below.written} %`;
  if (atMost !== undefined) return `of ${atMost.written} % or less`;
  return `longer than ${longerThan === undefined ? '0 minutes' : durationText(longerThan)}`;
};

const limitTexts = ({ caps, payableAbove }: ConfiguredPolicy): string[] => [
  caps.length === 0
    ? "The credit of a month never exceeds the month's fees."
    : `The credit of a month never exceeds ${listed(caps.map(capText), 'or')}.`,
  ...(payableAbove === null
    ? []
    : [`A credit of ${formatMinor(payableAbove.amountMinor, payableAbove.currency)} or less is not paid.`]),
];

const capText = (cap: Cap): string =>
  'amountMinor' in cap ? formatMinor(cap.amountMinor, cap.currency) : feeShareText(cap);

const billingTexts = ({ apply }: ConfiguredPolicy): string[] => [
  apply === 'next-invoice'
    ? 'The credit reduces the next invoice.'
    : 'The credit reduces the invoice of the month in which the downtime occurred, and no other.',
];

const DAY_WORTHS = {
  month: '',
  '30-days': " (a day is 1/30 of the month's fees)",
  year: " (a day is 1/365 of twelve months' fees)",
} as const;

/** Returns a share of the fees in words. */
export const feeShareText = (share: Share): string => {
  if (share.bps !== undefined) return `${percentText(share.bps)} of the month's fees`;
  const { serviceFeeDays: days, of = 'month' } = share;
  return `${days} ${days === 1 ? "day's" : "days'"} fees${DAY_WORTHS[of]}`;
};

/** Returns basis points as a percentage: `2.5 %`. */
const percentText = (bps: number): string => {
  const decimals = String(bps % 100)
    .padStart(2, '0')
    .replace(/0+$/, '');
  return `${Math.floor(bps / 100)}${decimals === '' ? '' : `.${decimals}`} %`;
};

const UNIT_NAMES = ['day', 'hour', 'minute', 'second'];

/** Returns a duration in the units in which the policy has it: `72 hours`, `1 hour 30 minutes`. */
export const durationText = ({ written }: Duration): string => {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(written)?.slice(1) ?? [];
  const texts = UNIT_NAMES.flatMap((unit, i) => (Number(parts[i] ?? 0) === 0 ? [] : [counted(Number(parts[i]), unit)]));
  return texts.length === 0 ? '0 minutes' : texts.join(' ');
};

/** Returns `1 day`, `2 days`. */
const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const listed = (items: readonly string[], conjunction: 'and' | 'or'): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1) ?? ''}`;

const ordinal = (n: number): string => {
  const teens = n % 100 > 10 && n % 100 < 14;
  const suffix = teens ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${suffix}`;
};
