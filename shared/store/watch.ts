import * as z from 'zod/mini';
import { instant } from '../domain/fields.ts';
import type { Instant } from '../domain/instant.ts';
import { appendOrRead } from './appends.ts';
import { decodeItem } from './reads.ts';
import { watchKey } from './review-keys.ts';
import type { Table } from './table.ts';

const watchItem = z.object({ since: instant });

/** Since when months are watched: the first instant that it was asked for. Nobody closed a month here that was due before. */
export const watchedSince = async (table: Table, now: Instant): Promise<Instant> => {
  const item = { ...watchKey, ...z.encode(watchItem, { since: now }) };
  return (await appendOrRead(table, item, (stored) => decodeItem(watchItem, stored))).standing.since;
};
