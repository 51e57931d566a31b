import * as z from 'zod/mini';
import { keyText, text, utf8Length } from '../domain/facts/fields.ts';
import { parse } from '../lib/validation.ts';

/**
 * The part of the configuration that says where evidence comes from: components, their alarms, the status pages of providers.
 * It is a file of its own, without policies, calendars or holidays, so that a function which only takes evidence in stays small.
 */

/** The provider whose word comes as AWS Health events: built in, and not configured. */
export const AWS = 'aws';

const ALARM_ARN = /^arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:\d{12}:alarm:[^\p{Cc}]{1,255}$/u;
const ALARM_NAME = /^(?!arn:)[^\p{Cc}]{1,255}$/u;

/**
 * The longest name of an alarm, or ARN, in bytes. Each of its states is kept under a key that holds the ARN, two instants and two words
 * beside it, and may be 1,024 bytes long; CloudWatch's 255 characters can be up to 1,020 bytes.
 */
const LONGEST_ALARM = 880;

const isAlarm = (written: string): boolean => ALARM_ARN.test(written) || ALARM_NAME.test(written);

/** An alarm: its ARN, or its name in the stack's own account and region. */
const alarm = z.string().check(
  z.refine(isAlarm, "neither an alarm's ARN (arn:aws:cloudwatch:us-east-1:123456789012:alarm:voice) nor its name"),
  z.refine(
    (written) => !isAlarm(written) || utf8Length(written) <= LONGEST_ALARM,
    `longer than ${LONGEST_ALARM} bytes`,
  ),
);

const STATUS_PAGE_CODE = /^[A-Za-z0-9_-]{12}$/;
const AWS_SERVICE = /^[A-Z0-9_-]{1,100}\/[a-z0-9-]{1,100}$/;

/** What a component cannot do without. `name` is for people: names change, and differ between a page's forms. */
const dependency = z.strictObject({ provider: text, component: text, name: z.optional(text) }).check(
  z.refine(({ provider, component }) => provider !== AWS || AWS_SERVICE.test(component), {
    error: 'not a service of AWS and its region (LAMBDA/us-east-1)',
    path: ['component'],
  }),
  z.refine(({ provider, component }) => provider === AWS || STATUS_PAGE_CODE.test(component), {
    error: "not a component's code on the status page, of 12 characters (its name is no code)",
    path: ['component'],
  }),
);

const httpsUrl = text.check(
  z.refine((url) => URL.canParse(url) && new URL(url).protocol === 'https:', 'not a URL with https'),
);

/** The longest id of our own, in bytes: it stands in keys, and in the ids of facts. */
const LONGEST_ID = 200;

/** An object whose keys are ids. */
export const byId = <V extends z.core.SomeType>(value: V) =>
  z.record(keyText(LONGEST_ID), value, {
    error: ({ code, input }) => (code === 'invalid_key' ? wrongId(input) : 'not an object'),
  });

const wrongId = (id: unknown): string => (id === '' ? 'an empty id' : `not an id of at most ${LONGEST_ID} bytes`);

export const providers = byId(z.strictObject({ statusPage: z.strictObject({ id: text, url: httpsUrl }) }));

export const components = byId(
  z.strictObject({ alarms: z.array(alarm, 'not a list'), dependsOn: z.array(dependency, 'not a list') }),
);

const sources = z.object({ providers, components });

/** Where evidence comes from: the status page of each provider; the alarms of each component, and what it depends on. */
export type Sources = z.output<typeof sources>;

/**
 * Reads what a function that takes evidence in needs of the configuration. Throws `Rejected`.
 * How the parts fit together is `loadConfig`'s to check: it did, when the stack was synthesised.
 */
export const loadSources = (value: unknown): Sources => parse(sources, value);

/** The ARN of a configured alarm: as it is, or made from its name with the stack's own region and account. */
export const alarmArn = (configured: string, own: { readonly region: string; readonly account: string }): string =>
  configured.startsWith('arn:')
    ? configured
    : `arn:${partitionOf(own.region)}:cloudwatch:${own.region}:${own.account}:alarm:${configured}`;

const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};
