import { expect, test } from 'vitest';
import { evaluateStored } from '../support/builders/evaluate-stored.ts';
import { randomMonths, workedMonths } from '../support/builders/worked-months.ts';
import { openMemoryTable } from '../support/emulators/memory-table.ts';

test.each([...workedMonths, ...randomMonths])(
  '$title: stored facts give the same statements',
  async ({ case: input, statements }) => {
    expect(await evaluateStored(openMemoryTable(), input)).toMatchObject({ statements, overlooked: [] });
  },
);

test('all months of the fixtures are worked or random', () => {
  expect([workedMonths.length, randomMonths.length]).toEqual([76, 600]);
});
