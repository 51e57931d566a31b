import * as z from 'zod/mini';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { loadCustomer } from '../persistence/load-customer.ts';
import { revisionsOf } from '../persistence/ledger.ts';
import type { RunInputs } from './config-snapshot.ts';
import { evaluateCustomerMonth } from './evaluate-customer-month.ts';
import type { MonthReaderContext } from './select-customers.ts';

const CUSTOMER_READS_MAX = 16;

/** A fact by its kind and id. */
export type CitedFact = { readonly kind: string; readonly id: string };

/** The part of a statement that cites facts; statements of all versions have it. */
const citingStatement = z.object({
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

/** The intervals and outages for which a statement cites a fact. */
type Citations = {
  readonly stretches: readonly { readonly start: string; readonly end: string; readonly label: string }[];
  /** The outages that a notice matches. */
  readonly notices: readonly { readonly start: string; readonly end: string; readonly timely: boolean }[];
};

/** Returns where a statement cites a fact; undefined if it does not, or if it cannot be parsed. */
const citationsIn = (statement: unknown, { kind, id }: CitedFact): Citations | undefined => {
  const read = z.safeParse(citingStatement, statement).data;
  if (read === undefined) return undefined;
  const stretches = read.explanation.stretches
    .filter(({ because }) => because.some((reason) => reason.kind === kind && reason.facts.includes(id)))
    .map(({ start, end, label }) => ({ start, end, label }));
  const notices = read.explanation.downtimes.flatMap(({ start, end, notices }) =>
    notices.filter((notice) => kind === 'notice' && notice.id === id).map(({ timely }) => ({ start, end, timely })),
  );
  return stretches.length + notices.length === 0 ? undefined : { stretches, notices };
};

/** A customer whose statement of a month cites a fact, now or in a revision of the credit. */
export type FactUsage = {
  readonly customer: string;
  readonly name: string;
  readonly amountMinor: number | undefined;
  readonly currency: string;
  readonly evidence: Citations | undefined;
  readonly revisions: readonly {
    readonly revision: number;
    readonly amountMinor: number;
    readonly currency: string;
    readonly closedAsOf: number;
    readonly named: boolean;
  }[];
};

/** Returns the customers, of those given, whose statement of a month or one of its revisions cites a fact. */
export const factUsages = async (
  { table, deployment, monthOf }: MonthReaderContext,
  cited: CitedFact,
  inputs: RunInputs,
  customers: readonly string[],
): Promise<FactUsage[]> => {
  const usages = await mapConcurrently(
    CUSTOMER_READS_MAX,
    customers,
    async (customer): Promise<FactUsage | undefined> => {
      const loaded = await loadCustomer(table, customer, inputs.month);
      const evaluated = await evaluateCustomerMonth(loaded, inputs, deployment, monthOf);
      const assessed = evaluated.kind === 'assessed' ? evaluated : undefined;
      const evidence = citationsIn(assessed?.statement, cited);
      const revisions = revisionsOf(loaded.revisions, inputs.month).map(
        ({ revision, amountMinor, currency, closedAsOf, statement }) => ({
          revision,
          amountMinor,
          currency,
          closedAsOf,
          named: citationsIn(JSON.parse(statement), cited) !== undefined,
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
    },
  );
  return usages.filter((usage) => usage !== undefined);
};
