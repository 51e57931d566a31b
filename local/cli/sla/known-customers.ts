import * as z from 'zod/mini';
import { mostSimilar } from '../../../shared/lib/most-similar.ts';
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
  return mostSimilar(known, id, (customer) => [customer.id, customer.name], SUGGESTIONS_MAX).map((each) => each.id);
};

/** Returns the hint after an unknown id. */
export const suggestionText = async (stage: Pick<Stage, 'call'>, id: string): Promise<string> => {
  const similar = await similarCustomers(stage, id);
  return similar.length === 0 ? 'no customer has a similar id or name' : `similar customers: ${similar.join(', ')}`;
};
