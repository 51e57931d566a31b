import * as z from 'zod/mini';
import { instant } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import { conditionalPut } from './conditional-put.ts';
import { decodeItem, readLast } from './dynamo-reads.ts';
import { readingKey, readingsUpTo } from './review-keys.ts';
import type { Table } from './dynamo-table.ts';

const readingItem = z.object({ readAt: instant });

/** Keeps that an alarm's state and history were read whole, and whatever they said was recorded. */
export const keepReading = async (table: Table, monitor: string, readAt: Instant): Promise<void> => {
  await conditionalPut(table, { ...readingKey(monitor, readAt), ...z.encode(readingItem, { readAt }) });
};

/** When an alarm's state and history were last read, as far as known at `asOf`; undefined if never. */
export const lastReading = async (table: Table, monitor: string, asOf: Instant): Promise<Instant | undefined> => {
  const item = await readLast(table, readingsUpTo(monitor, asOf));
  return item === undefined ? undefined : decodeItem(readingItem, item).readAt;
};
