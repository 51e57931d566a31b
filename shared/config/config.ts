import * as z from 'zod/mini';
import { noticeDoors, type NoticeDoorsInput } from './notice-doors.ts';
import { AWS_PROVIDER, components, providers, recordById } from './sources.ts';
import { type Closing, firstPrematureMonth } from './schedule.ts';
import { flag, text, timeZone, whole } from '../domain/facts/fields.ts';
import { configuredPolicy } from '../domain/policy/policy.ts';
import { HOLIDAY_COUNTRIES } from '../domain/time/holidays.ts';
import { parse, type ValidationIssue } from '../lib/validation.ts';

const parts = z.strictObject({
  policies: recordById(configuredPolicy),
  defaultPolicy: text,
  providers,
  components,
  closing: z.strictObject({
    day: whole(1).check(z.lte(28, 'not in every month (1 to 28)')),
    hour: whole(0).check(z.lte(23, 'not an hour (0 to 23)')),
    timeZone: z.optional(timeZone),
  }),
  /** `fullNotice`: customers' statements compare the figures with those with notice of every downtime at its start. */
  statements: z.optional(z.strictObject({ fullNotice: flag })),
  notices: z.optional(noticeDoors),
});

/** The operator's configuration as sla.config.ts has it, before it is checked. */
export type ConfigInput = Omit<z.input<typeof parts>, 'notices'> & { readonly notices?: NoticeDoorsInput };

type ConfigParts = z.output<typeof parts>;

/** The operator's configuration, checked. The closing has its time zone and the time zones of all policies. */
export type Config = Omit<ConfigParts, 'closing'> & { readonly closing: Closing };

/** Returns whether all of a path was parsed: no issue is on the path, above it or below it. */
type IsParsed = (...path: readonly PropertyKey[]) => boolean;

type Path = readonly PropertyKey[];

/** Finds contradictions between parts of a configuration. It may read only parsed paths: others hold unchecked input. */
type CrossCheck = (config: ConfigParts, isParsed: IsParsed) => ValidationIssue[];

const isPrefix = (a: Path, b: Path): boolean => a.every((key, index) => key === b[index]);

const isParsedIn =
  (issues: readonly { readonly code?: string | undefined; readonly path?: Path | undefined }[]): IsParsed =>
  (...path) =>
    !issues.some(
      ({ code, path: at = [] }) => code !== 'unrecognized_keys' && (isPrefix(at, path) || isPrefix(path, at)),
    );

const isMap = (value: unknown): value is object => typeof value === 'object' && value !== null;

const keysOf = (map: unknown): string[] => (isMap(map) ? Object.keys(map) : []);

const checkPolicyIds: CrossCheck = ({ policies }, isParsed) =>
  keysOf(policies)
    .filter((key) => isParsed('policies', key, 'id') && policies[key]?.id !== key)
    .map((key) => ({ path: ['policies', key, 'id'], rule: `not its key in policies (${key})` }));

const checkHolidays: CrossCheck = ({ policies }, isParsed) =>
  keysOf(policies).flatMap((key) => {
    if (!isParsed('policies', key, 'calendar', 'holidays')) return [];
    const holidays = policies[key]?.calendar.holidays;
    if (holidays === undefined || !('country' in holidays) || HOLIDAY_COUNTRIES.includes(holidays.country)) return [];
    const rule = `not in the table of holidays (${HOLIDAY_COUNTRIES.join(', ')})`;
    return [{ path: ['policies', key, 'calendar', 'holidays', 'country'], rule }];
  });

const checkDefaultPolicy: CrossCheck = ({ policies, defaultPolicy }, isParsed) =>
  !isParsed('defaultPolicy') || !isMap(policies) || keysOf(policies).includes(defaultPolicy)
    ? []
    : [{ path: ['defaultPolicy'], rule: 'not a configured policy' }];

/** A webhook names only its page, so each page belongs to one provider. `aws` is built in. */
const checkProviders: CrossCheck = ({ providers }, isParsed) => {
  const pages = keysOf(providers)
    .filter((key) => isParsed('providers', key, 'statusPage', 'id'))
    .map((key) => ({ key, page: providers[key]?.statusPage.id }));
  return [
    ...(keysOf(providers).includes(AWS_PROVIDER)
      ? [{ path: ['providers', AWS_PROVIDER], rule: 'built in: its outages arrive as AWS Health events' }]
      : []),
    ...pages.flatMap(({ key, page }, index) => {
      const other = pages.slice(0, index).find((earlier) => earlier.page === page);
      return other === undefined
        ? []
        : [{ path: ['providers', key, 'statusPage', 'id'], rule: `already the page of ${other.key}` }];
    }),
  ];
};

const checkDependencies: CrossCheck = ({ providers, components }, isParsed) =>
  keysOf(components).flatMap((key) =>
    keysOf(components[key]?.dependsOn).flatMap((index) => {
      const path = ['components', key, 'dependsOn', Number(index), 'provider'];
      if (!isParsed(...path)) return [];
      const provider = components[key]?.dependsOn[Number(index)]?.provider ?? '';
      return provider === AWS_PROVIDER || !isMap(providers) || keysOf(providers).includes(provider)
        ? []
        : [{ path, rule: 'not a configured provider' }];
    }),
  );

/** A month must have ended in the time zone of every policy before it is closed. */
const checkClosing: CrossCheck = ({ policies, defaultPolicy, closing }, isParsed) => {
  if (!isParsed('closing')) return [];
  const zoneOf = (key: string): string | undefined =>
    isParsed('policies', key, 'timeZone') ? policies[key]?.timeZone : undefined;
  const zone = closing.timeZone ?? (isParsed('defaultPolicy') ? zoneOf(defaultPolicy) : undefined);
  return keysOf(policies).flatMap((key) => {
    const policyZone = zoneOf(key);
    if (zone === undefined || policyZone === undefined) return [];
    const month = firstPrematureMonth({ ...closing, timeZone: zone }, policyZone);
    return month === undefined
      ? []
      : [
          {
            path: ['closing'],
            rule: `before the month (${month}) has ended in ${policyZone}, the time zone of policy ${key}`,
          },
        ];
  });
};

const CROSS_CHECKS: readonly CrossCheck[] = [
  checkPolicyIds,
  checkHolidays,
  checkDefaultPolicy,
  checkProviders,
  checkDependencies,
  checkClosing,
];

const configured = parts.check(
  // `when`: a fault in one part must not hide contradictions between others.
  z.check<ConfigParts>(
    ({ value, issues }) => {
      const isParsed = isParsedIn([...issues]);
      for (const { path, rule } of CROSS_CHECKS.flatMap((check) => check(value, isParsed)))
        issues.push({ code: 'custom', path: [...path], message: rule, input: value });
    },
    { when: ({ value }) => isMap(value) },
  ),
);

/**
 * Checks the operator's configuration at synthesis and when a function starts.
 * Throws `InvalidInput` with every fault, in the order of the input.
 */
export const loadConfig = (value: unknown): Config => {
  const { closing, ...config } = parse(configured, value);
  const zones = [...new Set(Object.values(config.policies).map(({ timeZone }) => timeZone))];
  return { ...config, closing: { ...closing, timeZone: closing.timeZone ?? defaultTimeZone(config), zones } };
};

const defaultTimeZone = ({ policies, defaultPolicy }: Pick<Config, 'policies' | 'defaultPolicy'>): string => {
  const policy = policies[defaultPolicy];
  if (policy === undefined) throw new Error(`The checked default policy ${defaultPolicy} is missing`);
  return policy.timeZone;
};
