import { isDeepStrictEqual } from 'node:util';
import { crc32 } from 'node:zlib';
import * as z from 'zod/mini';
import { fact as factSchema, FACT_KINDS, type Fact } from '../../shared/domain/facts/facts.ts';
import { findFact, retractFact } from '../../shared/persistence/record-fact.ts';
import type { Table } from '../../shared/persistence/dynamo-table.ts';
import { assertHolds } from './fuzz-target.ts';

/** Returns the facts of written keys: each fact has one key with its name. */
const recorded = (writes: readonly string[]) =>
  writes.flatMap((key) => {
    const [, kind = '', id = ''] = /^fact#([a-z-]+)#(.*) where$/su.exec(key) ?? [];
    const known = FACT_KINDS.find((each) => each === kind);
    return known === undefined || known === 'retraction' ? [] : [{ kind: known, id }];
  });

/** Checks that recorded facts are found by id as valid facts, and can be retracted. */
export const expectRetractable = async (table: Table, writes: readonly string[], now: number): Promise<void> => {
  for (const name of recorded(writes)) {
    const found = await findFact(table, name);
    assertHolds(found?.stored.fact.id === name.id, 'a recorded fact is not found', name);
    const [first] = recorded(writes);
    if (found?.retraction !== undefined || name !== first) continue;
    await retractFact(table, { of: name, reason: 'a test', recordedAt: now, by: 'a test' });
    assertHolds((await findFact(table, name))?.retraction !== undefined, 'a fact cannot be retracted', name);
  }
};

/** Checks that the domain accepts a fact of a source. */
export const expectValidFact = (fact: Fact): void => {
  const again = z.decode(factSchema, z.encode(factSchema, fact));
  assertHolds(isDeepStrictEqual(again, fact), 'a fact that the domain rejects', fact);
};

/** Returns whether a body is in a sample of one in `many`. The sample is the same in each run. */
export const isSampled = (many: number, body: string): boolean => crc32(body) % many === 0;
