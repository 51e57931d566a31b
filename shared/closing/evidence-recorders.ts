import * as z from 'zod/mini';
import { type Fact, factKey, ownerOf } from '../domain/facts/facts.ts';
import type { CustomerMonth } from '../domain/statement/customer-month.ts';
import { explanation } from '../domain/statement/explanation.ts';
import { monthInterval } from '../domain/time/calendar.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { DAY_MS } from '../lib/time-units.ts';
import { approvalsOf } from '../persistence/approval-log.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import type { FactRef } from '../persistence/keys.ts';
import { revisionsOf } from '../persistence/ledger.ts';
import type { LoadedCustomer } from '../persistence/load-customer.ts';
import { findFact } from '../persistence/record-fact.ts';

const FACT_READS_MAX = 8;

/**
 * Returns the principals who recorded the notices, downtimes, exclusions and maintenance that a customer's month cites, in order.
 * It adds those who granted its goodwill, and those who retracted evidence.
 * Such evidence was cited by an earlier statement of the month, or is the customer's own. With four eyes, none of them approves the credit.
 */
export const evidenceRecorders = async (
  table: Table,
  customerMonth: CustomerMonth,
  loaded: LoadedCustomer,
): Promise<string[]> => {
  const { month, goodwill } = customerMonth;
  const cited = citedFacts(customerMonth);
  const earlier = [
    ...revisionsOf(loaded.revisions, month),
    ...approvalsOf(loaded.approvals, month).filter((entry) => entry.kind === 'proposed'),
  ].flatMap(({ statement }) => [...citedFacts(JSON.parse(statement))]);
  const facts = new Map([...earlier, ...cited]);
  const recorders = await mapConcurrently(FACT_READS_MAX, [...facts], async ([key, ref]) => {
    const found = await findFact(table, ref);
    return [...(cited.has(key) ? [found?.stored.by] : []), found?.retraction?.by];
  });
  const granted = new Set(goodwill?.grants.map(({ id }) => id));
  return [
    ...new Set([
      ...recorders.flat().filter((by) => by !== undefined),
      ...ownRetractions(loaded, month),
      ...loaded.goodwill.filter(({ id }) => granted.has(id)).map(({ by }) => by),
    ]),
  ].toSorted();
};

const citingMonth = z.object({
  statements: z.array(z.object({ explanation: z.pick(explanation, { intervals: true, outages: true }) })),
});

/** Returns the facts by people that a customer's month cites, by `factKey`; none if it cannot be parsed. */
const citedFacts = (customerMonth: unknown): Map<string, FactRef> => {
  const explanations = z.safeParse(citingMonth, customerMonth).data?.statements.map((each) => each.explanation) ?? [];
  const refs = explanations.flatMap(({ intervals, outages }) => [
    ...intervals.flatMap(({ because }) =>
      because.flatMap(({ kind, facts }): FactRef[] =>
        kind === 'exclusion' || kind === 'downtime' || kind === 'maintenance' ? facts.map((id) => ({ kind, id })) : [],
      ),
    ),
    ...outages.flatMap(({ steps }) =>
      steps.flatMap(({ notices }) => notices.map(({ id }): FactRef => ({ kind: 'notice', id }))),
    ),
  ]);
  return new Map(refs.map((ref) => [factKey(ref), ref]));
};

/** Returns who retracted the customer's own facts of a month. A day more at each end covers all time zones. */
const ownRetractions = ({ id, records }: LoadedCustomer, month: string): string[] => {
  const { start, end } = monthInterval(month, 'UTC');
  const retractions = records.flatMap(({ fact, by }) =>
    fact.kind === 'retraction' ? [{ of: factKey(fact.of), by }] : [],
  );
  return retractions
    .filter(({ of }) =>
      records.some(
        ({ fact }) =>
          ownerOf(fact) === id && factKey(fact) === of && startOf(fact) < end + DAY_MS && endOf(fact) > start - DAY_MS,
      ),
    )
    .map(({ by }) => by);
};

const startOf = (fact: Fact): number =>
  fact.kind === 'notice' ? fact.recognizedAt : 'start' in fact ? fact.start : Infinity;
const endOf = (fact: Fact): number =>
  fact.kind === 'notice' ? fact.recognizedAt + 1 : 'end' in fact ? fact.end : -Infinity;
