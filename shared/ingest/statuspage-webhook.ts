import * as z from 'zod/mini';
import { type FactOf, PROVIDER_STATUSES } from '../domain/facts/facts.ts';
import { instantField, keyText, text, keywordField } from '../domain/facts/fields.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { tryParseJson } from '../lib/parse-json.ts';
import { faultAt, parse, InvalidInput } from '../lib/validation.ts';
import { sourceInstant } from './source-timestamps.ts';
import {
  planVersionChanges,
  type ProviderUpdate,
  type UpdateStatement,
  type UpdateVersion,
  type VersionChanges,
  versionFields,
  withdrawnVersion,
} from './update-versions.ts';

type ProviderStatus = FactOf<'provider-status'>;

/** A component's status in one update, and the instant at which it began. */
export type ComponentStatus = UpdateStatement & { readonly status: ProviderStatus['status']; readonly at: Instant };

/** A webhook of a status page: the page's id, its updates, and all component statuses in them. */
export type ParsedUpdate = {
  readonly page: string;
  readonly statuses: readonly ComponentStatus[];
  readonly updates: readonly ProviderUpdate[];
};

const status = keywordField(PROVIDER_STATUSES);

/**
 * An id that a page assigned, normally 12 letters and digits.
 * A sort key has at most 1,024 bytes: two ids and about 100 other bytes. Escaping makes a byte of an id five.
 */
const PAGE_ID_BYTES_MAX = 80;
const pageId = keyText(PAGE_ID_BYTES_MAX);

/** Escapes a page's id in a fact's id: blanks separate its parts, and a tilde precedes a version. */
const escapeId = (id: string): string =>
  id.replaceAll(/[%~\s]/g, (character) => (character === '~' ? '%7E' : encodeURIComponent(character)));

/** Components are identified by their code: it is the same in all documents of the page, and names change. */
const affected = z
  .array(z.object({ code: pageId, new_status: status }, 'not an object'), 'not a list')
  .check(
    z.refine(
      (entries) =>
        new Set(entries.map((e) => `${e.code} ${e.new_status}`)).size === new Set(entries.map((e) => e.code)).size,
      'two statuses for one component',
    ),
  );

/** The author may set `display_at` to the time of the event; without it, `created_at` counts. */
const incidentUpdate = z.pipe(
  z.object(
    {
      id: pageId,
      display_at: z.nullish(sourceInstant),
      created_at: z.nullish(sourceInstant),
      updated_at: z.nullish(sourceInstant),
      affected_components: z.nullish(affected),
    },
    'not an object',
  ),
  z.transform(({ id, display_at, created_at, updated_at, affected_components }, context) => {
    const at = display_at ?? created_at ?? undefined;
    const optional = { updatedAt: updated_at ?? undefined, affected: affected_components ?? undefined };
    if (at !== undefined) return { id, at, ...optional };
    context.issues.push({ code: 'custom', message: 'missing', input: created_at, path: ['created_at'] });
    return z.NEVER;
  }),
);

const componentUpdate = z.object(
  { id: pageId, component_id: z.nullish(pageId), new_status: status, created_at: sourceInstant },
  'not an object',
);

const webhook = z.object(
  {
    page: z.object({ id: text }, 'not an object'),
    incident: z.nullish(z.object({ incident_updates: z.array(incidentUpdate, 'not a list') }, 'not an object')),
    component: z.nullish(z.object({ id: z.nullish(pageId) }, 'not an object')),
    component_update: z.nullish(componentUpdate),
  },
  'not an object',
);

type UpdateStatuses = { readonly update: ProviderUpdate; readonly statuses: readonly ComponentStatus[] };

/**
 * Parses a webhook of a status page: an incident with all its updates, or a change of one component.
 * An update without `affected_components` has no statuses.
 * Throws `InvalidInput` for any other body, and if two updates with one id differ: their order is unknown.
 */
export const parseStatuspageUpdate = (body: unknown): ParsedUpdate => {
  const { page, incident, component, component_update: change } = parse(webhook, body);
  if (!incident && !change) throw new InvalidInput([faultAt(body, [], 'neither an incident nor a component update')]);
  const updates = (incident?.incident_updates ?? []).map(incidentStatuses);
  if (change) {
    const code = component?.id ?? change.component_id ?? undefined;
    if (code === undefined) throw new InvalidInput([faultAt(body, ['component', 'id'], 'missing')]);
    updates.push(componentStatuses(change, code));
  }
  const contents = new Map<string, string>();
  for (const [index, each] of updates.entries()) {
    const content = JSON.stringify(each);
    if ((contents.get(each.update.id) ?? content) !== content) {
      const path = incident?.incident_updates[index] ? ['incident', 'incident_updates', index] : ['component_update'];
      throw new InvalidInput([faultAt(body, [...path, 'id'], 'the id of another update with other content')]);
    }
    contents.set(each.update.id, content);
  }
  return {
    page: page.id,
    statuses: updates.flatMap(({ statuses }) => statuses),
    updates: updates.map(({ update }) => update),
  };
};

/** A fact's id contains the update, the code and the status, so that an edited update makes another fact. */
const incidentStatuses = ({ id, at, updatedAt, affected }: z.output<typeof incidentUpdate>): UpdateStatuses => {
  const edited = updatedAt === undefined ? {} : { updatedAt };
  return {
    update: { id, codes: affected?.map(({ code }) => code), ...edited },
    statuses: (affected ?? []).map(({ code, new_status }) => ({
      update: id,
      component: code,
      factId: `${escapeId(id)} ${escapeId(code)} ${new_status} ${formatInstant(at)}`,
      status: new_status,
      at,
      ...edited,
    })),
  };
};

/** An update of one component is never edited, so its id is the fact's id. */
const componentStatuses = (
  { id, new_status, created_at }: z.output<typeof componentUpdate>,
  code: string,
): UpdateStatuses => ({
  update: { id, codes: [code] },
  statuses: [{ update: id, component: code, factId: escapeId(id), status: new_status, at: created_at }],
});

/** Returns the fact of a component's status. */
export const statuspageFact = (
  provider: string,
  { factId, component, status, at }: ComponentStatus,
): ProviderStatus => ({
  kind: 'provider-status',
  id: factId,
  provider,
  component,
  status,
  at,
});

/** A stored version of a component's status in an update. */
export const statusVersion = z.union([
  z.object({ ...versionFields, factId: text, status, at: instantField }),
  withdrawnVersion,
]);

/** Returns the changes that an update requires, given its stored versions. Statuses of other updates are ignored. */
export const planStatusChanges = (
  stored: readonly UpdateVersion<ComponentStatus>[],
  update: ProviderUpdate,
  statuses: readonly ComponentStatus[],
): VersionChanges<ComponentStatus> =>
  planVersionChanges(stored, update, statuses, (a, b) => a.status === b.status && a.at === b.at);

type Providers = { readonly [id: string]: { readonly statusPage: { readonly id: string } } };

/** Returns the provider of a page. Throws `InvalidInput` for a page of no configured provider. */
export const providerOfPage = (providers: Providers, page: string): string => {
  const provider = Object.keys(providers).find((id) => providers[id]?.statusPage.id === page);
  if (provider !== undefined) return provider;
  throw new InvalidInput([faultAt({ page: { id: page } }, ['page', 'id'], "no configured provider's page")]);
};

const incidentBody = z.object({ incident: z.object({ id: text, name: z.optional(z.string()) }) });

/** Returns the incident of a stored payload and its name; undefined if the payload is not about an incident. */
export const parseIncident = (body: string): { readonly id: string; readonly name: string } | undefined => {
  const { incident } = z.safeParse(incidentBody, tryParseJson(body)).data ?? {};
  return incident === undefined ? undefined : { id: incident.id, name: incident.name ?? incident.id };
};
