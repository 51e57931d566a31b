import * as z from 'zod/mini';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { loadCustomer } from '../persistence/load-customer.ts';
import { revisionsOf } from '../persistence/ledger.ts';
import type { RunInputs } from './config-snapshot.ts';
import { evaluateCustomerMonth } from './evaluate-customer-month.ts';
import type { SelectionContext } from './select-customers.ts';

/** How many customers are looked at at once: the wait is for the table. */
const AT_ONCE = 16;

/** A fact by its kind and id. */
export type CitedFact = { readonly kind: string; readonly id: string };

/** What is read of a statement to find a fact in it: stored ones of all versions have it. */
const explained = z.object({
  explanation: z.object({
    stretches: z.array(
      z.object({
        start: z.string(),
        end: z.string(),
        label: z.string(),
        because: z.array(z.object({ kind: z.string(), facts: z.array(z.string()) })),
      }),
    ),
    downtimes: z.array(
      z.object({
        start: z.string(),
        end: z.string(),
        notices: z.array(z.object({ id: z.string(), timely: z.boolean() })),
      }),
    ),
  }),
});

/** Where a statement names a fact as evidence. */
type Evidence = {
  readonly stretches: readonly { readonly start: string; readonly end: string; readonly label: string }[];
  /** The downtimes that it gives notice of. */
  readonly notices: readonly { readonly start: string; readonly end: string; readonly timely: boolean }[];
};

/** Where a statement, as JSON, names a fact as evidence; undefined if it does not, or cannot be read. */
const evidenceIn = (statement: unknown, { kind, id }: CitedFact): Evidence | undefined => {
  const read = z.safeParse(explained, statement).data;
  if (read === undefined) return undefined;
  const stretches = read.explanation.stretches
    .filter(({ because }) => because.some((reason) => reason.kind === kind && reason.facts.includes(id)))
    .map(({ start, end, label }) => ({ start, end, label }));
  const notices = read.explanation.downtimes.flatMap(({ start, end, notices }) =>
    notices.filter((notice) => kind === 'notice' && notice.id === id).map(({ timely }) => ({ start, end, timely })),
  );
  return stretches.length + notices.length === 0 ? undefined : { stretches, notices };
};

/** A customer in whose month a fact is evidence: now, or by a revision of its credit. */
export type FactUsage = {
  readonly customer: string;
  readonly name: string;
  readonly amountMinor: number | undefined;
  readonly currency: string;
  readonly evidence: Evidence | undefined;
  readonly revisions: readonly {
    readonly revision: number;
    readonly amountMinor: number;
    readonly currency: string;
    readonly closedAsOf: number;
    readonly named: boolean;
  }[];
};

/** Whose statements of a month name a fact as evidence, among some customers: as the month stands, and in each revision. */
export const factUsages = async (
  { table, deployment, monthOf }: SelectionContext,
  named: CitedFact,
  question: RunInputs,
  customers: readonly string[],
): Promise<FactUsage[]> => {
  const looked = await mapConcurrently(AT_ONCE, customers, async (customer): Promise<FactUsage | undefined> => {
    const loaded = await loadCustomer(table, customer, question.month);
    const worked = await evaluateCustomerMonth(loaded, question, deployment, monthOf);
    const assessed = worked.kind === 'assessed' ? worked : undefined;
    const evidence = evidenceIn(assessed?.statement, named);
    const revisions = revisionsOf(loaded.revisions, question.month).map(
      ({ revision, amountMinor, currency, closedAsOf, statement }) => ({
        revision,
        amountMinor,
        currency,
        closedAsOf,
        named: evidenceIn(JSON.parse(statement), named) !== undefined,
      }),
    );
    if (evidence === undefined && revisions.every(({ named }) => !named)) return undefined;
    return {
      customer,
      name: assessed?.profile.name ?? customer,
      amountMinor: assessed?.statement.amountMinor,
      currency: assessed?.statement.currency ?? revisions.at(-1)?.currency ?? '',
      evidence,
      revisions,
    };
  });
  return looked.filter((appearance) => appearance !== undefined);
};
