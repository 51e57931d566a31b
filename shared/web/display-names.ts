import type { Sources } from '../config/sources.ts';
import { type Html, html } from './html.ts';

/** What people call the things that evidence is about, and where a provider says how it does. */
export type Names = {
  /** By provider and code, with a blank between. */
  readonly providers: Readonly<Record<string, { readonly name: string; readonly url: string }>>;
};

export const NO_NAMES: Names = { providers: {} };

/** The names that the operator's configuration gives: a dependency's `name`, its provider's status page. */
export const namesOf = ({ components, providers }: Sources): Names => ({
  providers: Object.fromEntries(
    Object.values(components).flatMap(({ dependsOn }) =>
      dependsOn.map(({ provider, component, name }) => [
        `${provider} ${component}`,
        { name: `${capital(provider)} ${name ?? component}`, url: providers[provider]?.statusPage.url ?? '' },
      ]),
    ),
  ),
});

const capital = (id: string): string => (id === 'aws' ? 'AWS' : id.slice(0, 1).toUpperCase() + id.slice(1));

/** A customer's name, which may be written from right to left: it turns nothing round that stands beside it. */
export const called = (name: string): Html => html`<bdi>${name}</bdi>`;

/** A provider's component by its name, or as the facts call it. */
export const providerName = ({ providers }: Names, source: string): string =>
  Object.hasOwn(providers, source) ? (providers[source]?.name ?? source) : source;

export const providerUrl = ({ providers }: Names, source: string): string | undefined =>
  (Object.hasOwn(providers, source) ? providers[source]?.url : undefined) || undefined;

const HEALTH_EVENT = /^arn:[^:]+:health:([^:]+):[^:]*:event\/([^/]+)\//;

/** An exclusion by what it is called otherwise, or the AWS service whose Health event it is. */
export const exclusionName = (id: string, otherwise = `exclusion ${id}`): string => {
  const [, region, service] = HEALTH_EVENT.exec(id) ?? [];
  return service === undefined ? otherwise : `AWS ${service} was out in ${region}`;
};

/** An alarm's name; its ARN says where it lives too. */
export const alarmName = (arn: string): string => arn.split(':alarm:')[1] ?? arn;
