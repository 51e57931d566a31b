import * as z from 'zod/mini';
import { isObject } from '../domain/facts/fields.ts';
import { compareFractions, fraction } from '../domain/money/fraction.ts';
import { claimDeadline } from '../domain/policy/claim-deadline.ts';
import type { Credit } from '../domain/policy/credit.ts';
import { configuredPolicy } from '../domain/policy/policy.ts';
import type { ConfiguredPolicy } from '../domain/policy/policy-in-words.ts';
import { fallingTiers } from '../domain/policy/policy-traps.ts';
import { type Cap, fractionOf } from '../domain/policy/share.ts';
import { monthInterval } from '../domain/time/calendar.ts';
import { HOLIDAYS_COVER, holidaysBetween } from '../domain/time/holidays.ts';
import { type Fault, toFaults, tryParse, type ValidationIssue } from '../lib/validation.ts';
import { closing, type Config } from './config.ts';
import { closingInstant, coveredMonths } from './schedule.ts';
import { components, providers, type Sources } from './sources.ts';

/** A policy that is valid by itself, with its path in the configuration. */
type PlacedPolicy = { readonly id: string; readonly path: readonly PropertyKey[]; readonly policy: ConfiguredPolicy };

const entriesOf = (value: unknown): [string, unknown][] =>
  isObject(value) && !Array.isArray(value) ? Object.entries<unknown>({ ...value }) : [];

/** Parses each entry of an object by itself, and leaves out invalid ones. */
const validEntries = <S extends z.core.$ZodType>(schema: S, value: unknown): [string, z.output<S>][] =>
  entriesOf(value).flatMap(([key, entry]) => {
    const parsed = tryParse(schema, { [key]: entry });
    return parsed.issues === undefined ? [[key, parsed.value]] : [];
  });

const parts = z.object({
  policies: z.optional(z.unknown()),
  defaultPolicy: z.optional(z.unknown()),
  components: z.optional(z.unknown()),
  providers: z.optional(z.unknown()),
  closing: z.optional(z.unknown()),
});

/**
 * Returns a warning for each valid part of a configuration that probably has another effect than intended.
 * It reads the input of `loadConfig`, so that an error in one part hides no warning about another.
 */
export const configWarnings = (input: unknown): Fault[] => {
  const config = tryParse(parts, input).value;
  if (config === undefined) return [];
  const policies = entriesOf(config.policies).flatMap(([id, value]) => policiesAt(id, value));
  const time = tryParse(closing, config.closing).value;
  const zone = time?.timeZone ?? policies.find(({ id }) => id === config.defaultPolicy)?.policy.timeZone;
  const found = [
    ...policies.flatMap(policyWarnings),
    ...validEntries(providers, config.providers).flatMap(([id, valid]) => providerWarnings(id, valid)),
    ...componentWarnings(Object.assign({}, ...validEntries(components, config.components).map(([, valid]) => valid))),
    ...(time === undefined ? [] : closingWarnings({ ...time, timeZone: zone }, policies)),
  ];
  return toFaults(found, input);
};

/** Returns the valid policies under an id, which has one policy or a list of its versions. */
const policiesAt = (id: string, value: unknown): PlacedPolicy[] => {
  const versions = Array.isArray(value)
    ? value.map((version: unknown, i) => ({ path: ['policies', id, i], version }))
    : [{ path: ['policies', id], version: value }];
  return versions.flatMap(({ path, version }) => {
    const policy = tryParse(configuredPolicy, version).value;
    return policy === undefined ? [] : [{ id, path, policy }];
  });
};

const policyWarnings = ({ path, policy: { credit, caps } }: PlacedPolicy): ValidationIssue[] => [
  ...[...amountsOf(credit), ...caps.map((share, i) => ({ at: ['caps', i], share }))]
    .filter(({ share }) => isAboveFees(share))
    .map(({ at, share }) => ({
      path: [...path, ...at, share.bps === undefined ? 'serviceFeeDays' : 'bps'],
      rule: "a rate above 100 % of the month's fees",
    })),
  ...(credit.kind === 'tiers' ? fallingTiers(credit.tiers) : []).map((i) => ({
    path: [...path, 'credit', 'tiers', i, 'amount'],
    rule: 'less than the tier before, although the month is worse',
  })),
];

type PlacedShare = { readonly at: readonly PropertyKey[]; readonly share: Cap };

const amountsOf = (credit: Credit): PlacedShare[] => {
  switch (credit.kind) {
    case 'proportional':
      return [];
    case 'tiers':
      return [
        ...credit.tiers.map(({ amount }, i) => ({ at: ['credit', 'tiers', i, 'amount'], share: amount })),
        ...(credit.beyond === null ? [] : [{ at: ['credit', 'beyond', 'amount'], share: credit.beyond.amount }]),
      ];
    default:
      return [{ at: ['credit', 'amount'], share: credit.amount }];
  }
};

const LONGEST_MONTH_DAYS = 31;

const isAboveFees = (share: Cap): boolean =>
  (share.bps !== undefined || share.serviceFeeDays !== undefined) &&
  compareFractions(fractionOf(share, LONGEST_MONTH_DAYS), fraction(1, 1)) > 0;

const HOST_NAME = /[./:]/;

const providerWarnings = (id: string, valid: Sources['providers']): ValidationIssue[] =>
  HOST_NAME.test(valid[id]?.statusPage?.id ?? '')
    ? [
        {
          path: ['providers', id, 'statusPage', 'id'],
          rule: "a host name, not the page's id (`sla page components URL` prints it)",
        },
      ]
    : [];

const componentWarnings = (valid: Sources['components']): ValidationIssue[] => {
  const alarms = Object.entries(valid).flatMap(([id, { alarms: own }]) =>
    own.map(({ alarm }, i) => ({ id, alarm, path: ['components', id, 'alarms', i] })),
  );
  return [
    ...Object.entries(valid)
      .filter(([, { alarms: own }]) => own.length === 0)
      .map(([id]) => ({ path: ['components', id, 'alarms'], rule: 'no alarms: only recorded downtimes count' })),
    ...alarms.flatMap(({ id, alarm, path }, i) => {
      const other = alarms.slice(0, i).find((earlier) => earlier.alarm === alarm);
      if (other === undefined) return [];
      return [{ path, rule: other.id === id ? 'an alarm twice' : `also an alarm of component ${other.id}` }];
    }),
  ];
};

/** Where the default policy is unknown, each policy's own time zone is used. */
type ClosingTime = Pick<Config['closing'], 'day' | 'hour'> & { readonly timeZone: string | undefined };

/** A close before the deadline of a notice evaluates the month without it, and the sweep corrects it later. */
const closingWarnings = (time: ClosingTime, policies: readonly PlacedPolicy[]): ValidationIssue[] => {
  const early = policies.filter(({ policy }) =>
    coveredMonths().some((month) => isClosedBeforeNotice(time, month, policy)),
  );
  const ids = [...new Set(early.map(({ id }) => id))].join(', ');
  return ids === '' ? [] : [{ path: ['closing'], rule: `before every notice of the month is due (${ids})` }];
};

const isClosedBeforeNotice = (
  { timeZone: zone, ...time }: ClosingTime,
  month: string,
  { claim, timeZone, calendar }: ConfiguredPolicy,
): boolean => {
  if (claim === null) return false;
  const interval = monthInterval(month, timeZone);
  const { holidays } = calendar;
  const dates = Array.isArray(holidays)
    ? holidays
    : (holidaysBetween(holidays.country, HOLIDAYS_COVER.from, HOLIDAYS_COVER.to) ?? []);
  const policy = { timeZone, calendar: { ...calendar, holidays: dates } };
  const lastOutage = { start: interval.end - 1, end: interval.end };
  const closedAt = closingInstant({ ...time, timeZone: zone ?? timeZone }, month);
  return claim.steps.some(
    (step) => claimDeadline(step, lastOutage, interval.end, { month, interval, policy }) > closedAt,
  );
};
