import { factKey } from '../domain/facts/facts.ts';
import type { CustomerMonth } from '../domain/statement/customer-month.ts';
import { parseIncident } from '../ingest/statuspage-webhook.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { type Annotations, annotationOfFact, annotationsOf } from '../persistence/annotations.ts';
import { findFact, type StoredFact } from '../persistence/record-fact.ts';
import type { FactRef } from '../persistence/keys.ts';
import { findPayload } from '../persistence/payload-store.ts';
import type { Table } from '../persistence/dynamo-table.ts';

type Annotation = Annotations[string];

/** A page shows no more evidence than this. */
const ANNOTATED_FACTS_MAX = 200;
const FACT_READS_MAX = 8;

const cachedByScope = new WeakMap<object, Map<string, Promise<Annotation>>>();

/**
 * Returns the annotations of the facts that a customer's statements cite, by `factKey`. They decide nothing; pages quote them.
 * A status update has its incident, other evidence of people its text, maintenance its times, and `records` their own annotations.
 * `records`: the customer's facts. `scope`: an object that customers share, such as their prepared month.
 * Each shared fact is read once for a scope.
 */
export const evidenceNotes = async (
  table: Table,
  customerMonth: Pick<CustomerMonth, 'statements'>,
  records: readonly StoredFact[] = [],
  scope: object = customerMonth,
): Promise<Annotations> => {
  const cached = cachedByScope.get(scope) ?? new Map<string, Promise<Annotation>>();
  cachedByScope.set(scope, cached);
  const cited = new Map(
    customerMonth.statements
      .flatMap(({ explanation }) => explanation.intervals.flatMap(({ because }) => because))
      .flatMap(({ kind, facts }) =>
        kind === 'provider-status' || kind === 'exclusion' || kind === 'downtime' || kind === 'maintenance'
          ? facts.map((id): [string, FactRef] => [factKey({ kind, id }), { kind, id }])
          : [],
      ),
  );
  const annotations = await mapConcurrently(
    FACT_READS_MAX,
    [...cited].slice(0, ANNOTATED_FACTS_MAX),
    async ([key, ref]): Promise<[string, Annotation]> => {
      const annotation = cached.get(key) ?? annotationOf(table, ref);
      cached.set(key, annotation);
      annotation.catch(() => cached.delete(key));
      return [key, await annotation];
    },
  );
  return { ...Object.fromEntries(annotations), ...annotationsOf(records) };
};

const annotationOf = async (table: Table, ref: FactRef): Promise<Annotation> => {
  const record = (await findFact(table, ref))?.stored;
  if (record?.payload === undefined || ref.kind !== 'provider-status')
    return (record === undefined ? undefined : annotationOfFact(record)) ?? {};
  const incident = parseIncident((await findPayload(table, record.payload))?.body ?? '');
  return incident === undefined ? {} : { incident: incident.id, title: incident.name };
};
