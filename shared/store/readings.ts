import * as z from 'zod/mini';
import { instant } from '../domain/fields.ts';
import type { Instant } from '../domain/instant.ts';
import { append } from './appends.ts';
import { decodeItem, readLast } from './reads.ts';
import { readingKey, readingsUpTo } from './review-keys.ts';
import type { Table } from './table.ts';

const readingItem = z.object({ readAt: instant });

/** Keeps that an alarm's state and history were read whole, and whatever they said was recorded. */
export const keepReading = async (table: Table, monitor: string, readAt: Instant): Promise<void> => {
  await append(table, { ...readingKey(monitor, readAt), ...z.encode(readingItem, { readAt }) });
};

/** When an alarm's state and history were last read, as far as known at `asOf`; undefined if never. */
export const lastReading = async (table: Table, monitor: string, asOf: Instant): Promise<Instant | undefined> => {
  const item = await readLast(table, readingsUpTo(monitor, asOf));
  return item === undefined ? undefined : decodeItem(readingItem, item).readAt;
};
