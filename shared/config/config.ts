import * as z from 'zod/mini';
import { approvalRules } from './approval.ts';
import { invoicing } from './invoicing.ts';
import { noticeDoors, type NoticeDoorsInput } from './notice-doors.ts';
import { AWS_PROVIDER, componentRule, components, providers, recordById } from './sources.ts';
import { allVersions, inputPath, type VersionedPolicyInput, versionList, withVersionLists } from './policy-versions.ts';
import { type Closing, firstPrematureMonth } from './schedule.ts';
import { signIn } from './sign-in.ts';
import { flag, text, timeZone, whole } from '../domain/facts/fields.ts';
import type { ConfiguredPolicy } from '../domain/policy/policy-in-words.ts';
import { HOLIDAY_COUNTRIES } from '../domain/time/holidays.ts';
import { InvalidInput, toFaults, tryParse, type ValidationIssue } from '../lib/validation.ts';

/** The day and the hour of the close, before its time zone is filled in. */
export const closing = z.strictObject({
  day: whole(1).check(z.lte(28, 'not in every month (1 to 28)')),
  hour: whole(0).check(z.lte(23, 'not an hour (0 to 23)')),
  timeZone: z.optional(timeZone),
});

/** Keys that are reserved for later versions. */
const later = z.optional(z.never('planned for a later version, and not available yet'));

const parts = z.strictObject({
  policies: recordById(versionList),
  defaultPolicy: text,
  providers,
  components,
  closing,
  alarmSources: later,
  maintenanceSources: later,
  /** `fullNotice`: customers' statements compare the figures with those with notice of every downtime at its start. */
  statements: z.optional(z.strictObject({ fullNotice: flag })),
  notices: z.optional(noticeDoors),
  approval: z.optional(approvalRules),
  invoicing: z.optional(invoicing),
  signIn: z.optional(signIn),
});

/** The operator's configuration as sla.config.ts has it, before it is checked. */
export type ConfigInput = Omit<z.input<typeof parts>, 'policies' | 'notices'> & {
  readonly policies: Readonly<Record<string, VersionedPolicyInput>>;
  readonly notices?: NoticeDoorsInput;
};

type ConfigParts = z.output<typeof parts>;

/** The operator's configuration, checked. The closing has its time zone and the time zones of all policies. */
export type Config = Omit<ConfigParts, 'closing' | 'alarmSources' | 'maintenanceSources'> & {
  readonly closing: Closing;
};

/** Returns whether all of a path was parsed: no issue is on the path, above it or below it. */
type IsParsed = (...path: readonly PropertyKey[]) => boolean;

type Path = readonly PropertyKey[];

/** Finds contradictions between parts of a configuration. It may read only parsed paths: others hold unchecked input. */
type CrossCheck = (config: ConfigParts, isParsed: IsParsed) => ValidationIssue[];

/** Finds contradictions between the versions of policies, without the other parts. */
type VersionCheck = (config: Pick<ConfigParts, 'policies'>, isParsed: IsParsed) => ValidationIssue[];

const isPrefix = (a: Path, b: Path): boolean => a.every((key, index) => key === b[index]);

const isParsedIn =
  (issues: readonly { readonly code?: string | undefined; readonly path?: Path | undefined }[]): IsParsed =>
  (...path) =>
    !issues.some(
      ({ code, path: at = [] }) => code !== 'unrecognized_keys' && (isPrefix(at, path) || isPrefix(path, at)),
    );

const isMap = (value: unknown): value is object => typeof value === 'object' && value !== null;

const keysOf = (map: unknown): string[] => (isMap(map) ? Object.keys(map) : []);

/** A version with its path. It may be unchecked input. */
type PlacedVersion = {
  readonly key: string;
  readonly path: Path;
  readonly version: ConfiguredPolicy | undefined;
  /** @default undefined - the first version */
  readonly before?: ConfiguredPolicy | undefined;
};

const placedVersions = (policies: ConfigParts['policies']): PlacedVersion[] =>
  keysOf(policies).flatMap((key) => {
    const versions: unknown = policies[key];
    return keysOf(versions).map((index) => {
      const place = Number(index);
      return {
        key,
        path: ['policies', key, place],
        version: policies[key]?.[place],
        before: policies[key]?.[place - 1],
      };
    });
  });

const checkPolicyIds: VersionCheck = ({ policies }, isParsed) =>
  placedVersions(policies).flatMap(({ key, path, version }) =>
    isParsed(...path, 'id') && version?.id !== key
      ? [{ path: [...path, 'id'], rule: `not its key in policies (${key})` }]
      : [],
  );

const NO_EFFECTIVE_MONTH = 'missing: each version after the first takes effect in a month (2026-11)';

/** Versions are in the order in which they take effect. Two may take effect in the same month: the last one applies. */
const checkVersionOrder: VersionCheck = ({ policies }, isParsed) =>
  placedVersions(policies).flatMap(({ path, version, before }) => {
    if (before === undefined) return [];
    const beforePath = path.map((key) => (typeof key === 'number' ? key - 1 : key));
    const areParsed = (field: string): boolean => isParsed(...path, field) && isParsed(...beforePath, field);
    const issues: ValidationIssue[] = [];
    if (areParsed('version') && version !== undefined && version.version <= before.version)
      issues.push({ path: [...path, 'version'], rule: `not above the version before it (${before.version})` });
    if (isParsed(...path, 'effectiveFrom') && version?.effectiveFrom === undefined)
      issues.push({ path: [...path, 'effectiveFrom'], rule: NO_EFFECTIVE_MONTH });
    else if (areParsed('effectiveFrom') && (version?.effectiveFrom ?? '') < (before.effectiveFrom ?? ''))
      issues.push({
        path: [...path, 'effectiveFrom'],
        rule: `before the month of the version before it (${before.effectiveFrom})`,
      });
    return issues;
  });

const checkHolidays: VersionCheck = ({ policies }, isParsed) =>
  placedVersions(policies).flatMap(({ path, version }) => {
    if (!isParsed(...path, 'calendar', 'holidays')) return [];
    const holidays = version?.calendar.holidays;
    if (holidays === undefined || !('country' in holidays) || HOLIDAY_COUNTRIES.includes(holidays.country)) return [];
    const rule = `not in the table of holidays (${HOLIDAY_COUNTRIES.join(', ')})`;
    return [{ path: [...path, 'calendar', 'holidays', 'country'], rule }];
  });

const checkDefaultPolicy: CrossCheck = ({ policies, defaultPolicy }, isParsed) =>
  !isParsed('defaultPolicy') || !isMap(policies) || keysOf(policies).includes(defaultPolicy)
    ? []
    : [{ path: ['defaultPolicy'], rule: 'not a configured policy' }];

/** A webhook names only its page, so each page belongs to one provider. `aws` is built in. */
const checkProviders: CrossCheck = ({ providers }, isParsed) => {
  const parsed = keysOf(providers).filter((key) => isParsed('providers', key, 'statusPage', 'id'));
  const pages = parsed.flatMap((key) => {
    const page = providers[key]?.statusPage?.id;
    return page === undefined ? [] : [{ key, page }];
  });
  return [
    ...parsed.flatMap((key) => {
      const hasPage = providers[key]?.statusPage !== undefined;
      if (key === AWS_PROVIDER) return hasPage ? [{ path: ['providers', key], rule: 'built in: takes only sla' }] : [];
      return hasPage ? [] : [{ path: ['providers', key, 'statusPage'], rule: 'missing' }];
    }),
    ...pages.flatMap(({ key, page }, index) => {
      const other = pages.slice(0, index).find((earlier) => earlier.page === page);
      return other === undefined
        ? []
        : [{ path: ['providers', key, 'statusPage', 'id'], rule: `already the page of ${other.key}` }];
    }),
  ];
};

const checkProviderSlas: CrossCheck = ({ providers, policies }, isParsed) =>
  keysOf(providers).flatMap((key) => {
    const path = ['providers', key, 'sla', 'policy'];
    const policy = isParsed(...path) ? providers[key]?.sla?.policy : undefined;
    return policy === undefined || !isMap(policies) || keysOf(policies).includes(policy)
      ? []
      : [{ path, rule: 'not a configured policy' }];
  });

/** A service of a provider's SLA names components as `dependsOn` does. */
const checkSlaComponents: CrossCheck = ({ providers }, isParsed) =>
  keysOf(providers).flatMap((key) =>
    keysOf(providers[key]?.sla?.services).flatMap((service) =>
      keysOf(providers[key]?.sla?.services[service]?.components).flatMap((index) => {
        const path = ['providers', key, 'sla', 'services', service, 'components', Number(index)];
        if (!isParsed(...path)) return [];
        const rule = componentRule(key, providers[key]?.sla?.services[service]?.components[Number(index)] ?? '');
        return rule === undefined ? [] : [{ path, rule }];
      }),
    ),
  );

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

/** The close has one time zone, also if that of the default policy changes. */
const checkClosingZone: CrossCheck = ({ policies, defaultPolicy, closing: time }, isParsed) => {
  if (!isParsed('closing') || !isParsed('defaultPolicy') || time.timeZone !== undefined) return [];
  const zones = placedVersions(policies).flatMap(({ key, path, version }) =>
    key === defaultPolicy && isParsed(...path, 'timeZone') ? [version?.timeZone] : [],
  );
  return new Set(zones).size < 2
    ? []
    : [{ path: ['closing', 'timeZone'], rule: `missing: the versions of policy ${defaultPolicy} differ in time zone` }];
};

/** A month must have ended in the time zone of every policy before it is closed. */
const checkClosing: CrossCheck = ({ policies, defaultPolicy, closing: time }, isParsed) => {
  if (!isParsed('closing')) return [];
  const zones = placedVersions(policies).flatMap(({ key, path, version }) => {
    const zone = isParsed(...path, 'timeZone') ? version?.timeZone : undefined;
    return zone === undefined ? [] : [{ key, zone }];
  });
  const ofDefault = isParsed('defaultPolicy') ? zones.find(({ key }) => key === defaultPolicy)?.zone : undefined;
  const timeZone = time.timeZone ?? ofDefault;
  if (timeZone === undefined) return [];
  const rules = zones.flatMap(({ key, zone }) => {
    const month = firstPrematureMonth({ ...time, timeZone }, zone);
    return month === undefined
      ? []
      : [`before the month (${month}) has ended in ${zone}, the time zone of policy ${key}`];
  });
  return rules.map((rule) => ({ path: ['closing'], rule }));
};

const VERSION_CHECKS: readonly VersionCheck[] = [checkPolicyIds, checkVersionOrder, checkHolidays];

const CROSS_CHECKS: readonly CrossCheck[] = [
  ...VERSION_CHECKS,
  checkDefaultPolicy,
  checkProviders,
  checkProviderSlas,
  checkSlaComponents,
  checkDependencies,
  checkClosingZone,
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

const versionsInFile = z.object({ policies: z.record(z.string(), versionList) }).check(
  z.check<Pick<ConfigParts, 'policies'>>(
    ({ value, issues }) => {
      const isParsed = isParsedIn([...issues]);
      for (const check of VERSION_CHECKS)
        for (const { path, rule } of check(value, isParsed))
          issues.push({ code: 'custom', path: [...path], message: rule, input: value });
    },
    { when: () => true },
  ),
);

/** Parses a policy by itself: its only version, or the list of its versions. Throws `InvalidInput` with every fault. */
export const parseVersions = (input: unknown): readonly ConfiguredPolicy[] => {
  const first: unknown = Array.isArray(input) ? input[0] : input;
  const { value: named } = tryParse(z.object({ id: z.string() }), first);
  const key = named?.id ?? '';
  const whole = { policies: { [key]: input } };
  const { value, issues } = tryParse(versionsInFile, withVersionLists(whole));
  if (issues === undefined) return value.policies[key] ?? [];
  const atInput = issues.map(({ path, rule }) => ({ path: inputPath(whole, path).slice(2), rule }));
  throw new InvalidInput(toFaults(atInput, input));
};

/**
 * Checks the operator's configuration at synthesis and when a function starts.
 * Throws `InvalidInput` with every fault, in the order of the input.
 */
export const loadConfig = (input: unknown): Config => {
  const { value, issues } = tryParse(configured, withVersionLists(input));
  if (issues !== undefined) {
    const atInput = issues.map(({ path, rule }) => ({ path: inputPath(input, path), rule }));
    throw new InvalidInput(toFaults(atInput, input));
  }
  const { closing: time, ...config } = value;
  const zones = [...new Set(allVersions(config.policies).map(({ timeZone }) => timeZone))];
  return { ...config, closing: { ...time, timeZone: time.timeZone ?? defaultTimeZone(config), zones } };
};

/** All versions of the default policy have the same time zone, unless the closing has its own. */
const defaultTimeZone = ({ policies, defaultPolicy }: Pick<Config, 'policies' | 'defaultPolicy'>): string => {
  const policy = policies[defaultPolicy]?.[0];
  if (policy === undefined) throw new Error(`The checked default policy ${defaultPolicy} is missing`);
  return policy.timeZone;
};
