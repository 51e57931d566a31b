import { factKey } from '../domain/facts/facts.ts';
import type { Statement } from '../domain/statement/statement.ts';
import type { Annotations } from '../web/annotations.ts';
import { incidentIn } from '../ingest/statuspage-incident.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { findFact } from '../persistence/record-fact.ts';
import type { FactRef } from '../persistence/keys.ts';
import { findPayload } from '../persistence/payload-store.ts';
import type { Table } from '../persistence/dynamo-table.ts';

type Words = Annotations[string];

/** How many facts of a statement are looked up: a page shows no more evidence than that. */
const MOST = 200;
const AT_ONCE = 8;

const known = new WeakMap<object, Map<string, Promise<Words>>>();

/**
 * What was said beside the facts that a statement names and that concern others too: the incident that a status page's word was
 * part of, the evidence of an exclusion or of a declared downtime. It decides nothing; a page quotes it and links to it.
 * `within`: what several statements have in common, a prepared month; what many of them name is looked up once for all.
 */
export const evidenceNotes = async (
  table: Table,
  statement: Statement,
  within: object = statement,
): Promise<Annotations> => {
  const lookedUp = known.get(within) ?? new Map<string, Promise<Words>>();
  known.set(within, lookedUp);
  const named = new Map(
    statement.explanation.stretches
      .flatMap(({ because }) => because)
      .flatMap(({ kind, facts }) =>
        kind === 'provider-status' || kind === 'exclusion' || kind === 'downtime'
          ? facts.map((id): [string, FactRef] => [factKey({ kind, id }), { kind, id }])
          : [],
      ),
  );
  const found = await mapConcurrently(
    AT_ONCE,
    [...named].slice(0, MOST),
    async ([key, name]): Promise<[string, Words]> => {
      const words = lookedUp.get(key) ?? wordsBeside(table, name);
      lookedUp.set(key, words);
      words.catch(() => lookedUp.delete(key));
      return [key, await words];
    },
  );
  return Object.fromEntries(found);
};

const wordsBeside = async (table: Table, name: FactRef): Promise<Words> => {
  const record = (await findFact(table, name))?.stored;
  if (record?.payload === undefined || name.kind !== 'provider-status') return record?.said ?? {};
  const incident = incidentIn((await findPayload(table, record.payload))?.body ?? '');
  return incident === undefined ? {} : { incident: incident.id, title: incident.name };
};
