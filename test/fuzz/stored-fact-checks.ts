import { isDeepStrictEqual } from 'node:util';
import { crc32 } from 'node:zlib';
import * as z from 'zod/mini';
import { fact as factSchema, FACT_KINDS, type Fact } from '../../shared/domain/facts/facts.ts';
import { findFact, retractFact } from '../../shared/persistence/record-fact.ts';
import type { Table } from '../../shared/persistence/dynamo-table.ts';
import { must } from './fuzz-target.ts';

/** The facts that were recorded, by the keys that were written: each has a name of its own. */
const recorded = (writes: readonly string[]) =>
  writes.flatMap((key) => {
    const [, kind = '', id = ''] = /^fact#([a-z-]+)#(.*) where$/su.exec(key) ?? [];
    const known = FACT_KINDS.find((each) => each === kind);
    return known === undefined || known === 'retraction' ? [] : [{ kind: known, id }];
  });

/** What was recorded can be found by its id, as a valid fact (a stored one is parsed by the domain's schema), and retracted. */
export const findAndRetract = async (table: Table, writes: readonly string[], now: number): Promise<void> => {
  for (const name of recorded(writes)) {
    const found = await findFact(table, name);
    must(found?.stored.fact.id === name.id, 'a fact that was recorded is not found', name);
    const [first] = recorded(writes);
    if (found?.retraction !== undefined || name !== first) continue;
    await retractFact(table, { of: name, reason: 'a test', recordedAt: now, by: 'a test' });
    must((await findFact(table, name))?.retraction !== undefined, 'a fact cannot be retracted', name);
  }
};

/** A fact as a source gave it is one that the domain takes. */
export const expectValid = (fact: Fact): void => {
  const again = z.decode(factSchema, z.encode(factSchema, fact));
  must(isDeepStrictEqual(again, fact), 'a fact that the domain does not take', fact);
};

/** Whether a body is among one in so many: always the same ones, whatever came before. */
export const oneIn = (many: number, body: string): boolean => crc32(body) % many === 0;
