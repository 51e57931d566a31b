import * as z from 'zod/mini';
import { type FactOf, PROVIDER_STATUSES } from '../domain/facts/facts.ts';
import { text, keywordField } from '../domain/facts/fields.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { faultAt, parse, InvalidInput } from '../lib/validation.ts';
import { writtenInstant } from './source-timestamps.ts';

/** The documents of a status page's public API that are read, by the key under which each has its list. */
export const DOCUMENTS = ['incidents', 'scheduled_maintenances', 'components'] as const;
export type DocumentName = (typeof DOCUMENTS)[number];

/** Where a page has a document: `https://status.twilio.com/api/v2/scheduled-maintenances.json`. */
export const documentUrl = (page: string, name: DocumentName): string =>
  `${page.replace(/\/+$/, '')}/api/v2/${name.replace('_', '-')}.json`;

const ofPage = z.object({ page: z.object({ id: text }, 'not an object') }, 'not an object');

/** The entries of a document, as they came. Throws `Rejected` for another document, and for another page's. */
export const entriesOf = (name: DocumentName, page: string, document: unknown): readonly unknown[] => {
  const read = parse(ofPage, document);
  if (read.page.id !== page) throw new InvalidInput([faultAt(document, ['page', 'id'], `not the page ${page}`)]);
  return parse(z.object({ [name]: z.array(z.unknown(), 'not a list') }), document)[name] ?? [];
};

/** How deep an entry is written; what a page says is six levels deep. */
const LEVELS = 50;

/**
 * An entry of a page as JSON, under the name that it has in a webhook. What is nested deeper than anything a page says is left out: it
 * could be read and not be written, and one such entry would hold up all others.
 */
export const asWebhook = (
  page: string,
  entry: { readonly incident: unknown } | { readonly component: unknown },
): string =>
  JSON.stringify({
    page: { id: page },
    ...Object.fromEntries(Object.entries(entry).map(([name, said]) => [name, cut(said)])),
  });

const cut = (value: unknown, levels = LEVELS): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return '…';
  const inside = Object.entries(value).map(([key, child]): [string, unknown] => [key, cut(child, levels - 1)]);
  return Array.isArray(value) ? inside.map(([, child]) => child) : Object.fromEntries(inside);
};

const component = z.object(
  { id: text, status: keywordField(PROVIDER_STATUSES), updated_at: writtenInstant },
  'not an object',
);

/** What the page shows of a component now. `updatedAt`: when its record was last changed, by its status or anything else. */
export type Shown = {
  readonly component: string;
  readonly status: FactOf<'provider-status'>['status'];
  readonly updatedAt: Instant;
  /** The page's own record of it. */
  readonly entry: unknown;
};

/** What the page shows of a component, or undefined if it has none of this code. Throws `Rejected` for one that cannot be read. */
export const shownOf = (list: readonly unknown[], code: string): Shown | undefined => {
  const isIt = (entry: unknown): boolean => z.safeParse(z.object({ id: z.literal(code) }), entry).success;
  const entry = list.find(isIt);
  if (entry === undefined) return undefined;
  const { id, status, updated_at } = parse(component, entry);
  return { component: id, status, updatedAt: updated_at, entry };
};

/**
 * The fact that a component has the status that the page shows, since its record was last changed. That is true whenever the
 * status was changed: a change of it changes the record, so since then it has been this one. It may have been so longer.
 */
export const shownFact = (provider: string, { component, status, updatedAt }: Shown): FactOf<'provider-status'> => ({
  kind: 'provider-status',
  id: `${component} ${status} ${formatInstant(updatedAt)}`,
  provider,
  component,
  status,
  at: updatedAt,
});
