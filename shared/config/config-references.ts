import * as z from 'zod/mini';
import { catch as otherwise } from 'zod/mini';
import { closesTooEarly } from './schedule.ts';
import { AWS } from './sources.ts';
import { timeZone, whole } from '../domain/facts/fields.ts';
import { HOLIDAY_COUNTRIES } from '../domain/time/holidays.ts';
import type { ValidationIssue } from '../lib/validation.ts';

const maybe = <S extends z.core.SomeType>(schema: S) => otherwise(z.optional(schema), undefined);
const mapOf = <S extends z.core.SomeType>(schema: S) => maybe(z.record(z.string(), maybe(schema)));

/** As much of a configuration as can be read, so that a fault in one place does not hide those between others. */
const outline = z.object({
  policies: mapOf(
    z.object({
      id: maybe(z.string()),
      timeZone: maybe(timeZone),
      calendar: maybe(
        z.object({ holidays: maybe(z.object({ country: maybe(z.string().check(z.regex(/^[A-Z]{2}$/))) })) }),
      ),
    }),
  ),
  defaultPolicy: maybe(z.string()),
  providers: mapOf(z.object({ statusPage: maybe(z.object({ id: maybe(z.string()) })) })),
  components: mapOf(z.object({ dependsOn: maybe(z.array(maybe(z.object({ provider: maybe(z.string()) })))) })),
  closing: maybe(z.object({ day: whole(1), hour: whole(0), timeZone: z.optional(timeZone) })),
});
type Outline = z.output<typeof outline>;

/** Where one part of a configuration contradicts another: all such places, whatever else is wrong with it. */
export const configContradictions = (value: unknown): ValidationIssue[] => {
  const read = outline.safeParse(value);
  return read.success
    ? [policyFaults, defaultFaults, providerFaults, dependencyFaults, closingFaults].flatMap((find) => find(read.data))
    : [];
};

const has = (map: object | undefined, key: string): boolean => map !== undefined && Object.hasOwn(map, key);

const policyFaults = ({ policies = {} }: Outline): ValidationIssue[] =>
  Object.entries(policies).flatMap(([key, policy]) => {
    const country = policy?.calendar?.holidays?.country;
    return [
      ...(policy?.id === undefined || policy.id === key
        ? []
        : [{ path: ['policies', key, 'id'], rule: `not the id that it stands under (${key})` }]),
      ...(country === undefined || HOLIDAY_COUNTRIES.includes(country)
        ? []
        : [
            {
              path: ['policies', key, 'calendar', 'holidays', 'country'],
              rule: `not in the table of holidays (${HOLIDAY_COUNTRIES.join(', ')})`,
            },
          ]),
    ];
  });

const defaultFaults = ({ policies, defaultPolicy }: Outline): ValidationIssue[] =>
  policies === undefined || defaultPolicy === undefined || has(policies, defaultPolicy)
    ? []
    : [{ path: ['defaultPolicy'], rule: 'not a configured policy' }];

/** A webhook names its page alone, so a page is one provider's; and nobody takes the name of what is built in. */
const providerFaults = ({ providers = {} }: Outline): ValidationIssue[] => {
  const pages = Object.entries(providers).map(([key, provider]) => ({ key, page: provider?.statusPage?.id }));
  return [
    ...(has(providers, AWS)
      ? [{ path: ['providers', AWS], rule: 'built in: its word comes as AWS Health events' }]
      : []),
    ...pages.flatMap(({ key, page }, index) => {
      const other = page === undefined ? undefined : pages.slice(0, index).find((earlier) => earlier.page === page);
      return other === undefined
        ? []
        : [{ path: ['providers', key, 'statusPage', 'id'], rule: `the page of ${other.key} as well` }];
    }),
  ];
};

const dependencyFaults = ({ providers, components = {} }: Outline): ValidationIssue[] =>
  Object.entries(components).flatMap(([key, component]) =>
    (component?.dependsOn ?? []).flatMap((dependency, index) => {
      const provider = dependency?.provider;
      return !provider || provider === AWS || providers === undefined || has(providers, provider)
        ? []
        : [{ path: ['components', key, 'dependsOn', index, 'provider'], rule: 'not a configured provider' }];
    }),
  );

/** No month is closed before it has ended, wherever its days are counted. */
const closingFaults = ({ policies = {}, defaultPolicy = '', closing }: Outline): ValidationIssue[] => {
  const zone = closing?.timeZone ?? (has(policies, defaultPolicy) ? policies[defaultPolicy]?.timeZone : undefined);
  if (closing === undefined || zone === undefined || closing.day > 28 || closing.hour > 23) return [];
  return Object.entries(policies).flatMap(([key, policy]) => {
    const month = policy?.timeZone && closesTooEarly({ ...closing, timeZone: zone }, policy.timeZone);
    return month
      ? [
          {
            path: ['closing'],
            rule: `before the month (${month}) has ended in ${policy.timeZone}, the zone of policy ${key}`,
          },
        ]
      : [];
  });
};
