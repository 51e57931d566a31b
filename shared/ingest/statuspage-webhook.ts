import * as z from 'zod/mini';
import { type FactOf, PROVIDER_STATUSES } from '../domain/facts/facts.ts';
import { instantField, keyText, text, keywordField } from '../domain/facts/fields.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { tryParseJson } from '../lib/parse-json.ts';
import { type Fault, faultAt, parse, InvalidInput, toFaults, tryParse } from '../lib/validation.ts';
import type { ProviderIncident } from '../persistence/source-health.ts';
import { lenientField } from './lenient-field.ts';
import { rejectOtherFormat } from './payload-format.ts';
import { sourceInstant } from './source-timestamps.ts';
import { providerIncident } from './statuspage-incident.ts';
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

/** A webhook of a status page: the page's id, its updates, all component statuses in them, and its incident. */
export type ParsedUpdate = {
  readonly page: string;
  readonly statuses: readonly ComponentStatus[];
  readonly updates: readonly ProviderUpdate[];
  readonly incident?: ProviderIncident;
  /** The components whose statuses a large incident has here; undefined: all components. */
  readonly only?: ReadonlySet<string>;
};

/** Statuses of an incident. A large outage has thousands: recording all of them takes longer than a webhook may. */
const STATUSES_MAX = 500;

/** A webhook with invalid updates. `valid`: its other updates, which are still recorded. */
export class PartlyInvalid extends InvalidInput {
  readonly valid: ParsedUpdate;

  constructor(faults: readonly Fault[], valid: ParsedUpdate) {
    super(faults);
    this.valid = valid;
  }
}

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
const affectedComponent = z.object({ code: pageId, new_status: status }, 'not an object');

/** The author may set `display_at` to the time of the event; without it, `created_at` counts. */
const incidentUpdate = z.pipe(
  z.object(
    {
      id: pageId,
      display_at: z.nullish(sourceInstant),
      created_at: z.nullish(sourceInstant),
      updated_at: z.nullish(sourceInstant),
    },
    'not an object',
  ),
  z.transform(({ id, display_at, created_at, updated_at }, context) => {
    const at = display_at ?? created_at ?? undefined;
    if (at !== undefined) return { id, at, updatedAt: updated_at ?? undefined };
    context.issues.push({ code: 'custom', message: 'missing', input: created_at, path: ['created_at'] });
    return z.NEVER;
  }),
);

const affectedList = z.object({ affected_components: z.nullish(z.array(z.unknown(), 'not a list')) }, 'not an object');
const named = z.object({ code: pageId });

/** The fields of an update that names no component of interest. Its other fields decide nothing. */
const updateWithoutComponents = z.object({ id: pageId, updated_at: lenientField(sourceInstant) });

const componentUpdate = z.object(
  { id: pageId, component_id: z.nullish(pageId), new_status: status, created_at: sourceInstant },
  'not an object',
);

const webhook = z.object(
  {
    page: z.object({ id: text }, 'not an object'),
    incident: z.nullish(z.looseObject({ incident_updates: z.array(z.unknown(), 'not a list') }, 'not an object')),
    component: z.nullish(z.unknown()),
    component_update: z.nullish(z.unknown()),
  },
  'not an object',
);

const componentCode = z.object({ id: z.nullish(pageId) }, 'not an object');
const updatedCode = z.object({ component_id: z.nullish(pageId) });

type UpdateStatuses = { readonly update: ProviderUpdate; readonly statuses: readonly ComponentStatus[] };

/**
 * Parses a webhook of a status page: an incident with all its updates, or a change of one component.
 * `codes`: the components that matter, by default all. Invalid entries of other components, and entries without a code, are ignored.
 * An incident with more than 500 entries has only the statuses of components that matter.
 * An update without entries has no statuses.
 * Throws `InvalidInput` for any other body, and `PartlyInvalid` if an update of a component that matters is invalid.
 * Two updates with one id and different content are invalid: their order is unknown.
 */
export const parseStatuspageUpdate = (body: unknown, codes?: ReadonlySet<string>): ParsedUpdate => {
  rejectOtherFormat(body, 'twilio');
  const { page, incident, component, component_update: change } = parse(webhook, body);
  if (!incident && !change) throw new InvalidInput([faultAt(body, [], 'neither an incident nor a component update')]);
  const matters = (code: string): boolean => codes === undefined || codes.has(code);
  const only = countEntries(incident?.incident_updates ?? []) > STATUSES_MAX ? codes : undefined;
  const isKept = (code: string): boolean => only === undefined || only.has(code);
  const faults: Fault[] = [];
  const updates: (UpdateStatuses & { readonly path: readonly PropertyKey[] })[] = [];
  const collect = (path: readonly PropertyKey[], parsePart: () => UpdateStatuses | undefined): void => {
    try {
      const parsed = parsePart();
      if (parsed !== undefined) updates.push({ ...parsed, path });
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      faults.push(...error.faults);
    }
  };
  for (const index of incident?.incident_updates.keys() ?? []) {
    const path = ['incident', 'incident_updates', index];
    collect(path, () => incidentStatuses(body, path, incident?.incident_updates[index], { matters, isKept }));
  }
  if (change) collect(['component_update'], () => componentStatuses(body, component ?? undefined, change, matters));
  const unique = withoutContradictions(updates, (path) =>
    faults.push(faultAt(body, [...path, 'id'], 'the id of another update with other content')),
  );
  const report = incident ? providerIncident(incident, matters) : undefined;
  const valid: ParsedUpdate = {
    page: page.id,
    statuses: unique.flatMap(({ statuses }) => statuses),
    updates: unique.map(({ update }) => update),
    ...(report === undefined ? {} : { incident: report }),
    ...(only === undefined ? {} : { only }),
  };
  if (faults.length > 0) throw new PartlyInvalid(faults, valid);
  return valid;
};

const countEntries = (updates: readonly unknown[]): number =>
  updates.reduce<number>(
    (sum, each) => sum + (z.safeParse(affectedList, each).data?.affected_components?.length ?? 0),
    0,
  );

/** Parses a part of the body; the faults have their paths in the body. */
const parseAt = <S extends z.core.$ZodType>(
  schema: S,
  body: unknown,
  path: readonly PropertyKey[],
  part: unknown,
): z.output<S> => {
  const { value, issues } = tryParse(schema, part);
  if (issues === undefined) return value;
  throw new InvalidInput(
    toFaults(
      issues.map(({ path: at, rule }) => ({ path: [...path, ...at], rule })),
      body,
    ),
  );
};

/** Drops all updates whose id has two contents, and reports the second and later ones. */
const withoutContradictions = (
  updates: readonly (UpdateStatuses & { readonly path: readonly PropertyKey[] })[],
  onContradiction: (path: readonly PropertyKey[]) => void,
): UpdateStatuses[] => {
  const contents = new Map<string, string>();
  const contradictory = new Set<string>();
  const parts = updates.map(({ path, update, statuses }) => ({ path, part: { update, statuses } }));
  for (const { path, part } of parts) {
    const content = JSON.stringify(part);
    if ((contents.get(part.update.id) ?? content) !== content) {
      contradictory.add(part.update.id);
      onContradiction(path);
    } else contents.set(part.update.id, content);
  }
  return parts.flatMap(({ part }) => (contradictory.has(part.update.id) ? [] : [part]));
};

/** A fact's id contains the update, the code and the status, so that an edited update makes another fact. */
const incidentStatuses = (
  body: unknown,
  path: readonly PropertyKey[],
  part: unknown,
  { matters, isKept }: { readonly matters: (code: string) => boolean; readonly isKept: (code: string) => boolean },
): UpdateStatuses | undefined => {
  const list = parseAt(affectedList, body, path, part).affected_components ?? undefined;
  const entries = [...(list ?? []).entries()].flatMap(([i, entry]) => {
    const code = z.safeParse(named, entry).data?.code;
    return code === undefined ? [] : [{ code, entry, path: [...path, 'affected_components', i] }];
  });
  const kept = entries.filter(({ code }) => isKept(code));
  if (!entries.some(({ code }) => matters(code)) && !z.safeParse(incidentUpdate, part).success)
    return updateWithoutStatuses(part, []);
  // An entry with a name alone has the effect of no list: "No components were affected by this update."
  if (entries.length === 0) return updateWithoutStatuses(part, list?.length === 0 ? [] : undefined);
  const { id, at, updatedAt } = parseAt(incidentUpdate, body, path, part);
  const edited = updatedAt === undefined ? {} : { updatedAt };
  const affected = kept.flatMap(({ code, entry, path: at }) =>
    matters(code) ? parseAt(affectedComponent, body, at, entry) : (z.safeParse(affectedComponent, entry).data ?? []),
  );
  const contradictory = contradictoryCodes(affected);
  if (contradictory.some(matters))
    throw new InvalidInput([faultAt(body, [...path, 'affected_components'], 'two statuses for one component')]);
  const clear = affected.filter(({ code }) => !contradictory.includes(code));
  return {
    update: { id, codes: clear.map(({ code }) => code), ...edited },
    statuses: clear.map(({ code, new_status }) => ({
      update: id,
      component: code,
      factId: `${escapeId(id)} ${escapeId(code)} ${new_status} ${formatInstant(at)}`,
      status: new_status,
      at,
      ...edited,
    })),
  };
};

/** Returns an update of which only the id matters; undefined if that is invalid. */
const updateWithoutStatuses = (part: unknown, codes: readonly string[] | undefined): UpdateStatuses | undefined => {
  const { data } = z.safeParse(updateWithoutComponents, part);
  const edited = data?.updated_at === undefined ? {} : { updatedAt: data.updated_at };
  return data && { update: { id: data.id, codes, ...edited }, statuses: [] };
};

const contradictoryCodes = (affected: readonly z.output<typeof affectedComponent>[]): string[] =>
  [...Map.groupBy(affected, ({ code }) => code)].flatMap(([code, entries]) =>
    new Set(entries.map(({ new_status }) => new_status)).size > 1 ? [code] : [],
  );

/** An update of one component is never edited, so its id is the fact's id. */
const componentStatuses = (
  body: unknown,
  component: unknown,
  change: unknown,
  matters: (code: string) => boolean,
): UpdateStatuses | undefined => {
  const ownCode = component === undefined ? undefined : parseAt(componentCode, body, ['component'], component).id;
  const code = ownCode ?? z.safeParse(updatedCode, change).data?.component_id ?? undefined;
  if (code !== undefined && !matters(code) && !z.safeParse(componentUpdate, change).success) return undefined;
  const { id, new_status, created_at } = parseAt(componentUpdate, body, ['component_update'], change);
  if (code === undefined) throw new InvalidInput([faultAt(body, ['component', 'id'], 'missing')]);
  return {
    update: { id, codes: [code] },
    statuses: [{ update: id, component: code, factId: escapeId(id), status: new_status, at: created_at }],
  };
};

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

/**
 * Returns the changes that an update requires, given its stored versions. Statuses of other updates are ignored.
 * `only`: the components of a large incident. Stored versions of other components stay.
 */
export const planStatusChanges = (
  stored: readonly UpdateVersion<ComponentStatus>[],
  update: ProviderUpdate,
  statuses: readonly ComponentStatus[],
  only?: ReadonlySet<string>,
): VersionChanges<ComponentStatus> => {
  const concerned = only === undefined ? stored : stored.filter(({ component }) => only.has(component));
  return planVersionChanges(concerned, update, statuses, (a, b) => a.status === b.status && a.at === b.at);
};

type Providers = { readonly [id: string]: { readonly statusPage?: { readonly id: string } | undefined } };

/** Returns the provider of a page. Throws `InvalidInput` for a page of no configured provider. */
export const providerOfPage = (providers: Providers, page: string): string => {
  const provider = Object.keys(providers).find((id) => providers[id]?.statusPage?.id === page);
  if (provider !== undefined) return provider;
  throw new InvalidInput([faultAt({ page: { id: page } }, ['page', 'id'], "no configured provider's page")]);
};

const incidentBody = z.object({ incident: z.object({ id: text, name: z.optional(z.string()) }) });

/** Returns the incident of a stored payload and its name; undefined if the payload is not about an incident. */
export const parseIncident = (body: string): { readonly id: string; readonly name: string } | undefined => {
  const { incident } = z.safeParse(incidentBody, tryParseJson(body)).data ?? {};
  return incident === undefined ? undefined : { id: incident.id, name: incident.name ?? incident.id };
};
