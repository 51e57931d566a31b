import * as z from 'zod/mini';
import type { Label } from '../domain/month/label.ts';
import { explanation } from '../domain/statement/explanation.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { loadCustomer } from '../persistence/load-customer.ts';
import { revisionsOf } from '../persistence/ledger.ts';
import type { RunInputs } from './config-snapshot.ts';
import { evaluateCustomerMonth } from './evaluate-customer-month.ts';
import type { MonthReaderContext } from './select-customers.ts';

const CUSTOMER_READS_MAX = 16;

/** A fact by its kind and id. */
export type CitedFact = { readonly kind: string; readonly id: string };

/** The part of a customer's month that cites facts. */
const citingMonth = z.object({
  statements: z.array(z.object({ explanation: z.pick(explanation, { intervals: true, outages: true }) })),
});

/** The intervals and outages for which a statement cites a fact. */
type Citations = {
  readonly intervals: readonly { readonly start: string; readonly end: string; readonly label: Label }[];
  /** The outages that a notice matches. */
  readonly notices: readonly { readonly start: string; readonly end: string; readonly timely: boolean }[];
};

/** Returns where a customer's month cites a fact; undefined if it does not, or if it cannot be parsed. */
const citationsIn = (customerMonth: unknown, { kind, id }: CitedFact): Citations | undefined => {
  const read = z.safeParse(citingMonth, customerMonth).data;
  if (read === undefined) return undefined;
  const explanations = read.statements.map((statement) => statement.explanation);
  const intervals = explanations.flatMap((explained) =>
    explained.intervals
      .filter(({ because }) => because.some((reason) => reason.kind === kind && reason.facts.includes(id)))
      .map(({ start, end, label }) => ({ start, end, label })),
  );
  const notices = explanations.flatMap(({ outages }) =>
    outages.flatMap(({ start, end, steps }) =>
      steps
        .flatMap((step) => step.notices.filter((notice) => kind === 'notice' && notice.id === id))
        .map(({ timely }) => ({ start, end, timely })),
    ),
  );
  return intervals.length + notices.length === 0 ? undefined : { intervals, notices };
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
      const evidence = citationsIn(assessed?.customerMonth, cited);
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
        name: assessed?.record.name ?? customer,
        amountMinor: assessed?.customerMonth.amountMinor,
        currency: assessed?.customerMonth.currency ?? revisions.at(-1)?.currency ?? '',
        evidence,
        revisions,
      };
    },
  );
  return usages.filter((usage) => usage !== undefined);
};
