import * as z from 'zod/mini';
import { instant } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import { putOrRead } from './conditional-put.ts';
import { decodeItem } from './dynamo-reads.ts';
import { watchKey } from './review-keys.ts';
import type { Table } from './dynamo-table.ts';

const watchItem = z.object({ since: instant });

/** Since when months are watched: the first instant that it was asked for. Nobody closed a month here that was due before. */
export const monitoringSince = async (table: Table, now: Instant): Promise<Instant> => {
  const item = { ...watchKey, ...z.encode(watchItem, { since: now }) };
  return (await putOrRead(table, item, (stored) => decodeItem(watchItem, stored))).standing.since;
};
