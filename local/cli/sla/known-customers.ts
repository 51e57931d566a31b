import * as z from 'zod/mini';
import { readPages } from './read-pages.ts';
import type { Stage } from './stage.ts';

const customersPage = z.object({ customers: z.array(z.object({ id: z.string(), name: z.string() })) });

const SUGGESTIONS_MAX = 3;
const PAGES_MAX = 10;

/** Whether a customer has a record. */
export const isKnownCustomer = async (stage: Pick<Stage, 'call'>, id: string): Promise<boolean> =>
  (await stage.call('GET', `/customers/${encodeURIComponent(id)}`)).status !== 404;

/** Returns the known customers whose ids or names are the most similar, for a hint after an unknown id. */
const similarCustomers = async (stage: Pick<Stage, 'call'>, id: string): Promise<string[]> => {
  const known: { readonly id: string; readonly name: string }[] = [];
  let pages = 0;
  for await (const { customers } of readPages(stage, '/customers', customersPage)) {
    known.push(...customers);
    pages += 1;
    if (pages === PAGES_MAX) break;
  }
  return known
    .map((customer) => ({
      id: customer.id,
      edits: Math.min(editsBetween(id, customer.id), editsBetween(id, customer.name)),
    }))
    .toSorted((a, b) => a.edits - b.edits)
    .slice(0, SUGGESTIONS_MAX)
    .map((customer) => customer.id);
};

/** Returns the number of edited characters between two texts, in any case. A part of a text has no edits. */
const editsBetween = (a: string, b: string): number => {
  const [short, long] = [a.toLowerCase(), b.toLowerCase()];
  if (long.includes(short)) return 0;
  let row = Array.from({ length: long.length + 1 }, (_, i) => i);
  for (let i = 1; i <= short.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= long.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (short[i - 1] === long[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};

/** Returns the hint after an unknown id. */
export const suggestionText = async (stage: Pick<Stage, 'call'>, id: string): Promise<string> => {
  const similar = await similarCustomers(stage, id);
  return similar.length === 0 ? 'there is no customer yet' : `similar customers: ${similar.join(', ')}`;
};
