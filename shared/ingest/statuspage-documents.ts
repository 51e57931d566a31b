import * as z from 'zod/mini';
import { type FactOf, PROVIDER_STATUSES } from '../domain/facts/facts.ts';
import { text, keywordField } from '../domain/facts/fields.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { faultAt, parse, InvalidInput } from '../lib/validation.ts';
import { lenientField } from './lenient-field.ts';
import { sourceInstant } from './source-timestamps.ts';

/** The polled documents of a status page's public API, by the key of their list. */
export const DOCUMENTS = ['incidents', 'scheduled_maintenances', 'components'] as const;
export type DocumentName = (typeof DOCUMENTS)[number];

/** Returns a document's URL: `https://status.twilio.com/api/v2/scheduled-maintenances.json`. */
export const documentUrl = (page: string, name: DocumentName): string =>
  `${page.replace(/\/+$/, '')}/api/v2/${name.replace('_', '-')}.json`;

const ofPage = z.object({ page: z.object({ id: text }, 'not an object') }, 'not an object');

/** Returns the entries of a document, unparsed. Throws `InvalidInput` for other documents and other pages. */
export const documentEntries = (name: DocumentName, page: string, document: unknown): readonly unknown[] => {
  const parsed = parse(ofPage, document);
  if (parsed.page.id !== page) throw new InvalidInput([faultAt(document, ['page', 'id'], `not the page ${page}`)]);
  return parse(z.object({ [name]: z.array(z.unknown(), 'not a list') }), document)[name] ?? [];
};

/** Levels of nesting that are kept of an entry; real entries have six. */
const LEVELS_MAX = 50;

/**
 * Returns an entry of a page as the body of a webhook.
 * Deep nesting is cut off: JSON.stringify would throw, and one such entry would block all others.
 */
export const webhookBody = (
  page: string,
  entry: { readonly incident: unknown } | { readonly component: unknown },
): string =>
  JSON.stringify({
    page: { id: page },
    ...Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, cutLevels(value)])),
  });

const cutLevels = (value: unknown, levels = LEVELS_MAX): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return '…';
  const inside = Object.entries(value).map(([key, child]): [string, unknown] => [key, cutLevels(child, levels - 1)]);
  return Array.isArray(value) ? inside.map(([, child]) => child) : Object.fromEntries(inside);
};

const component = z.object(
  { id: text, status: keywordField(PROVIDER_STATUSES), updated_at: sourceInstant },
  'not an object',
);

/** A component on the status page. `updatedAt`: the last change of its status or of any other field. */
export type DisplayedComponent = {
  readonly component: string;
  readonly status: FactOf<'provider-status'>['status'];
  readonly updatedAt: Instant;
  /** The component's entry on the page, unparsed. */
  readonly entry: unknown;
};

/** Returns the component with a code; undefined if the page has none. Throws `InvalidInput` if its entry is invalid. */
export const displayedComponent = (list: readonly unknown[], code: string): DisplayedComponent | undefined => {
  const entry = list.find((each) => idOf(each) === code);
  if (entry === undefined) return undefined;
  const { id, status, updated_at } = parse(component, entry);
  return { component: id, status, updatedAt: updated_at, entry };
};

const memberOf = z.object({ id: text, name: lenientField(z.string()), group_id: text });
const groupEntry = z.object({ group: z.literal(true) });

/** A component of a group on the status page. */
export type GroupMember = { readonly code: string; readonly name: string };

/**
 * Returns the members of a component group; undefined if the code is no group's.
 * A group has no evidence: incidents never name it, and its entry does not change with its members.
 */
export const groupMembers = (list: readonly unknown[], code: string): GroupMember[] | undefined => {
  const members = list.flatMap((entry) => {
    const { data } = z.safeParse(memberOf, entry);
    return data?.group_id === code ? [{ code: data.id, name: data.name ?? data.id }] : [];
  });
  const isGroup = list.some((entry) => idOf(entry) === code && z.safeParse(groupEntry, entry).success);
  return isGroup || members.length > 0 ? members : undefined;
};

const identified = z.object({ id: z.string() });
const idOf = (entry: unknown): string | undefined => z.safeParse(identified, entry).data?.id;

/**
 * Returns the fact that a component has had its displayed status since its entry was last changed.
 * Every change of the status changes the entry, so it has had this status since then, or longer.
 */
export const displayedFact = (
  provider: string,
  { component, status, updatedAt }: DisplayedComponent,
): FactOf<'provider-status'> => ({
  kind: 'provider-status',
  id: `${component} ${status} ${formatInstant(updatedAt)}`,
  provider,
  component,
  status,
  at: updatedAt,
});
