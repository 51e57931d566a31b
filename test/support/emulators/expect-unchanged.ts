import { expect } from 'vitest';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';
import { tableItems } from './table-items.ts';

/** Returns the result of an action after checking that the action left all items of the table as they were. */
export const expectUnchanged = async <T>(table: Table, act: () => Promise<T>): Promise<T> => {
  const before = await tableItems(table);
  const result = await act();
  expect(await tableItems(table)).toEqual(before);
  return result;
};
