import * as z from 'zod/mini';
import { type FactOf, PROVIDER_STATUSES } from '../domain/facts/facts.ts';
import { keyText, text, keywordField } from '../domain/facts/fields.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { faultAt, parse, InvalidInput } from '../lib/validation.ts';
import { writtenInstant } from './source-timestamps.ts';
import type { UpdateStatement, Update } from './update-versions.ts';

type ProviderStatus = FactOf<'provider-status'>;

/** What one update says of one component: its status, and since when. */
export type ComponentStatus = UpdateStatement & { readonly status: ProviderStatus['status']; readonly at: Instant };

/** A webhook of a status page: which page's, the updates that it carries, and all that they say. */
export type ParsedUpdate = {
  readonly page: string;
  readonly words: readonly ComponentStatus[];
  readonly updates: readonly Update[];
};

const status = keywordField(PROVIDER_STATUSES);

/**
 * An id that a page gave: 12 letters and digits, as a rule. A sort key has 1,024 bytes, and a fact's two ids, of which each byte may
 * become five there, beside some 100 others: 80 bytes each.
 */
const pageId = keyText(80);

/** A page's id as a part of a fact's, without the blanks and tildes that stand between parts. */
const part = (id: string): string =>
  id.replaceAll(/[%~\s]/g, (character) => (character === '~' ? '%7E' : encodeURIComponent(character)));

/** A component is known by its code: it is the same in every form of the page, and outlives the name. */
const affected = z
  .array(z.object({ code: pageId, new_status: status }, 'not an object'), 'not a list')
  .check(
    z.refine(
      (entries) =>
        new Set(entries.map((e) => `${e.code} ${e.new_status}`)).size === new Set(entries.map((e) => e.code)).size,
      'two statuses for one component',
    ),
  );

/** `display_at` is when it happened as the author tells it, and may be set back; where there is none, `created_at` counts. */
const incidentUpdate = z.pipe(
  z.object(
    {
      id: pageId,
      display_at: z.nullish(writtenInstant),
      created_at: z.nullish(writtenInstant),
      updated_at: z.nullish(writtenInstant),
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
  { id: pageId, component_id: z.nullish(pageId), new_status: status, created_at: writtenInstant },
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

type Heard = { readonly update: Update; readonly words: readonly ComponentStatus[] };

/**
 * What a webhook of a status page says of components, of either form: an incident with all its updates, or a component that changed.
 * An update without `affected_components` says nothing. Throws `Rejected` for another form, and for a body in which two updates of one
 * id differ: which of them is the newer nobody could tell.
 */
export const parseStatuspageUpdate = (body: unknown): ParsedUpdate => {
  const { page, incident, component, component_update: change } = parse(webhook, body);
  if (!incident && !change) throw new InvalidInput([faultAt(body, [], 'neither an incident nor a component update')]);
  const heard = (incident?.incident_updates ?? []).map(ofIncident);
  if (change) {
    const code = component?.id ?? change.component_id ?? undefined;
    if (code === undefined) throw new InvalidInput([faultAt(body, ['component', 'id'], 'missing')]);
    heard.push(ofComponent(change, code));
  }
  const said = new Map<string, string>();
  for (const [index, each] of heard.entries()) {
    const says = JSON.stringify(each);
    if ((said.get(each.update.id) ?? says) !== says) {
      const path = incident?.incident_updates[index] ? ['incident', 'incident_updates', index] : ['component_update'];
      throw new InvalidInput([faultAt(body, [...path, 'id'], 'the id of another update with other content')]);
    }
    said.set(each.update.id, says);
  }
  return {
    page: page.id,
    words: heard.flatMap(({ words }) => words),
    updates: heard.map(({ update }) => update),
  };
};

/** The id of a word's fact is made of the update, the code and what it says, so that an edited update makes another fact. */
const ofIncident = ({ id, at, updatedAt, affected }: z.output<typeof incidentUpdate>): Heard => {
  const edited = updatedAt === undefined ? {} : { updatedAt };
  return {
    update: { id, codes: affected?.map(({ code }) => code), ...edited },
    words: (affected ?? []).map(({ code, new_status }) => ({
      update: id,
      component: code,
      factId: `${part(id)} ${part(code)} ${new_status} ${formatInstant(at)}`,
      status: new_status,
      at,
      ...edited,
    })),
  };
};

/** A component's update concerns that component alone, and is never edited: its id is the fact's. */
const ofComponent = ({ id, new_status, created_at }: z.output<typeof componentUpdate>, code: string): Heard => ({
  update: { id, codes: [code] },
  words: [{ update: id, component: code, factId: part(id), status: new_status, at: created_at }],
});

/** The fact of what a provider's page said. */
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

type Providers = { readonly [id: string]: { readonly statusPage: { readonly id: string } } };

/** The provider whose page this is. Throws `Rejected` for a page that is no configured provider's. */
export const providerOfPage = (providers: Providers, page: string): string => {
  const found = Object.keys(providers).find((id) => providers[id]?.statusPage.id === page);
  if (found !== undefined) return found;
  throw new InvalidInput([faultAt({ page: { id: page } }, ['page', 'id'], "no configured provider's page")]);
};
