import type { Sources } from '../config/sources.ts';
import type { Reason } from '../domain/statement/explanation.ts';
import { type Html, html } from './html.ts';

/** Display names of the providers' components, and the providers' status pages. */
export type Names = {
  /** By provider and component code, separated by a blank. */
  readonly providers: Readonly<Record<string, { readonly name: string; readonly url: string }>>;
};

export const NO_NAMES: Names = { providers: {} };

/** Returns the names in the configuration: a dependency's `name`, its provider's status page. */
export const namesOf = ({ components, providers }: Sources): Names => ({
  providers: Object.fromEntries(
    Object.values(components).flatMap(({ dependsOn }) =>
      dependsOn.map(({ provider, component, name }) => [
        `${provider} ${component}`,
        { name: `${capitalised(provider)} ${name ?? component}`, url: providers[provider]?.statusPage?.url ?? '' },
      ]),
    ),
  ),
});

const capitalised = (id: string): string => (id === 'aws' ? 'AWS' : id.slice(0, 1).toUpperCase() + id.slice(1));

/** Returns a customer's name in an element of its own text direction. */
export const customerName = (name: string): Html => html`<bdi>${name}</bdi>`;

/** Returns the name of a provider's component, or its source as in the facts. */
export const providerName = ({ providers }: Names, source: string): string =>
  Object.hasOwn(providers, source) ? (providers[source]?.name ?? source) : source;

export const providerUrl = ({ providers }: Names, source: string): string | undefined =>
  (Object.hasOwn(providers, source) ? providers[source]?.url : undefined) || undefined;

const HEALTH_EVENT = /^arn:[^:]+:health:([^:]+):[^:]*:event\/([^/]+)\//;

/** Returns the AWS service and region if the exclusion is an AWS Health event, else `otherwise`. */
export const exclusionName = (id: string, otherwise = `exclusion ${id}`): string => {
  const [, region, service] = HEALTH_EVENT.exec(id) ?? [];
  return service === undefined ? otherwise : `outage of AWS ${service} in ${region}`;
};

/** Returns an alarm's name from its ARN. */
export const alarmName = (arn: string): string => arn.split(':alarm:')[1] ?? arn;

/** Returns the name of a cause that excuses downtime: a provider's outage, maintenance or exclusions. */
export const causeName = (names: Names, { kind, source, facts }: Reason): string => {
  if (kind === 'provider-status') return `outage of ${providerName(names, source)}`;
  if (kind === 'maintenance') return `scheduled maintenance of ${source}`;
  return facts.map((id) => exclusionName(id)).join(', ');
};
