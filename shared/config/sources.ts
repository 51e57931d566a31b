import * as z from 'zod/mini';
import { billedFees } from '../domain/facts/customer.ts';
import { decodeWith, impact, isObject, keyText, text, utf8Length } from '../domain/facts/fields.ts';
import { FULL_IMPACT, type Impact } from '../domain/money/impact.ts';
import { parse } from '../lib/validation.ts';

/**
 * The part of the configuration that names the sources of evidence: components, their alarms, and status pages.
 * It imports no policies, calendars or holidays, so that the bundles of the ingest functions stay small.
 */

/** The built-in provider. Its outages arrive as AWS Health events. */
export const AWS_PROVIDER = 'aws';

/** The service of an AWS Health issue that concerns every service of its region. */
export const MULTIPLE_SERVICES = 'MULTIPLE_SERVICES';

const ALARM_ARN = /^arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:\d{12}:alarm:[^\p{Cc}]{1,255}$/u;
const ALARM_NAME = /^(?!arn:)[^\p{Cc}]{1,255}$/u;

/**
 * Bytes of an alarm's name or ARN. A sort key has at most 1,024 bytes: the ARN, two instants and two keywords.
 * An alarm name of CloudWatch has 255 characters, which can be 1,020 bytes.
 */
const ALARM_BYTES_MAX = 880;

const isAlarmText = (written: string): boolean => ALARM_ARN.test(written) || ALARM_NAME.test(written);

/** An alarm's ARN, or its name in the stack's account and region. */
const alarmText = z.string().check(
  z.refine(isAlarmText, "neither an alarm's ARN (arn:aws:cloudwatch:us-east-1:123456789012:alarm:voice) nor its name"),
  z.refine(
    (written) => !isAlarmText(written) || utf8Length(written) <= ALARM_BYTES_MAX,
    `longer than ${ALARM_BYTES_MAX} bytes`,
  ),
);

/** A configured alarm, and the share of users that are affected while it is in ALARM. */
export type ConfiguredAlarm = { readonly alarm: string; readonly impact: Impact };

const weightedAlarm = z.strictObject({ alarm: alarmText, impact: z.optional(impact) });

const alarm = z.codec(z.custom<string | z.input<typeof weightedAlarm>>(), z.custom<ConfiguredAlarm>(), {
  decode: (input, context) => {
    if (!isObject(input)) return { alarm: decodeWith(alarmText, input, context), impact: FULL_IMPACT };
    const { alarm: name, impact: share = FULL_IMPACT } = decodeWith(weightedAlarm, input, context);
    return { alarm: name, impact: share };
  },
  encode: ({ alarm: name, impact: share }) => ({ alarm: name, impact: share.written }),
});

const STATUS_PAGE_CODE = /^[A-Za-z0-9_-]{12}$/;
const AWS_SERVICE = /^[A-Z0-9_-]{1,100}\/[a-z0-9-]{1,100}$/;

/** Returns why a text is no component of a provider; undefined for one that is. */
export const componentRule = (provider: string, component: string): string | undefined => {
  if (provider === AWS_PROVIDER)
    return AWS_SERVICE.test(component) ? undefined : 'not a service of AWS and its region (LAMBDA/us-east-1)';
  return STATUS_PAGE_CODE.test(component)
    ? undefined
    : "not a component's code on the status page, of 12 characters (its name is no code)";
};

/** A dependency of a component. `name` is only displayed: names change, and differ between a page's documents. */
const dependency = z.strictObject({ provider: text, component: text, name: z.optional(text) }).check(
  z.check(({ value, issues }) => {
    const rule = componentRule(value.provider, value.component);
    if (rule !== undefined) issues.push({ code: 'custom', path: ['component'], message: rule, input: value.component });
  }),
);

const httpsUrl = text.check(
  z.refine((url) => URL.canParse(url) && new URL(url).protocol === 'https:', 'not a URL with https'),
);

/** Bytes of a configured id: keys and the ids of facts contain it. */
const ID_BYTES_MAX = 200;

/** Returns the schema of an object whose keys are ids. */
export const recordById = <V extends z.core.SomeType>(value: V) =>
  z.record(keyText(ID_BYTES_MAX), value, {
    error: ({ code, input }) => (code === 'invalid_key' ? idRule(input) : 'not an object'),
  });

const idRule = (id: unknown): string => (id === '' ? 'an empty id' : `not an id of at most ${ID_BYTES_MAX} bytes`);

const MONTH_OR_DEFAULT = /^(\d{4}-(0[1-9]|1[0-2])|default)$/;

/** The fees that we paid the provider for a service, by month; `default` stands for all other months. */
const providerFees = z.record(
  z.string().check(z.regex(MONTH_OR_DEFAULT, 'neither a month (2026-10) nor default')),
  billedFees,
  'not an object',
);

/** The provider's own SLA with us. Each service has the codes of its components on the status page, or services of AWS. */
const providerSla = z.strictObject({
  policy: text,
  services: recordById(
    z.strictObject({
      components: z.array(text, 'not a list').check(z.minLength(1, 'no components')),
      serviceFees: providerFees,
    }),
  ),
});
export type ProviderSla = z.output<typeof providerSla>;

/** `aws` is built in and has no status page; `loadConfig` requires one of every other provider. */
export const providers = recordById(
  z.strictObject({ statusPage: z.optional(z.strictObject({ id: text, url: httpsUrl })), sla: z.optional(providerSla) }),
);

export const components = recordById(
  z.strictObject({ alarms: z.array(alarm, 'not a list'), dependsOn: z.array(dependency, 'not a list') }),
);

const sources = z.object({ providers, components });

/** The sources of evidence: each provider's status page, and each component's alarms and dependencies. */
export type Sources = z.output<typeof sources>;

/**
 * Parses the configuration of the ingest functions. Throws `InvalidInput`.
 * `loadConfig` checked references between its parts when the stack was synthesised.
 */
export const loadSources = (value: unknown): Sources => parse(sources, value);

/** A provider's status page. */
export type ProviderPage = NonNullable<Sources['providers'][string]['statusPage']>;

/** Returns the status pages of all providers; `aws` has none. */
export const statusPagesOf = ({
  providers: configured,
}: Pick<Sources, 'providers'>): { readonly provider: string; readonly statusPage: ProviderPage }[] =>
  Object.entries(configured).flatMap(([provider, { statusPage }]) =>
    statusPage === undefined ? [] : [{ provider, statusPage }],
  );

/** Returns the components of a provider that `dependsOn` or its own SLA with us names, each once. */
export const providerComponentsOf = ({ components: own, providers: configured }: Sources, id: string): string[] => [
  ...new Set([
    ...Object.values(own).flatMap(({ dependsOn }) =>
      dependsOn.flatMap(({ provider, component }) => (provider === id ? [component] : [])),
    ),
    ...slaComponentsOf({ providers: configured }, id),
  ]),
];

/** Returns the components of a provider that its own SLA with us names. */
export const slaComponentsOf = ({ providers: configured }: Pick<Sources, 'providers'>, provider: string): string[] =>
  Object.values(configured[provider]?.sla?.services ?? {}).flatMap((service) => service.components);

/** Returns the names and ARNs of all configured alarms, each once. */
export const alarmsOf = ({ components: configured }: Pick<Sources, 'components'>): string[] => [
  ...new Set(Object.values(configured).flatMap(({ alarms }) => alarms.map(({ alarm: name }) => name))),
];

/** Returns the ARN of a configured alarm; a name gets the stack's region and account. */
export const alarmArn = (configured: string, own: { readonly region: string; readonly account: string }): string =>
  configured.startsWith('arn:')
    ? configured
    : `arn:${partitionOf(own.region)}:cloudwatch:${own.region}:${own.account}:alarm:${configured}`;

const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};
