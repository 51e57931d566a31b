import { expect, it } from 'vitest';
import { startDynamo } from '../../support/emulators/test-dynamo.ts';
import { evaluateStored } from '../../support/builders/evaluate-stored.ts';
import { randomMonths, workedMonths } from '../../support/builders/worked-months.ts';

/** Every tenth of the random months; `npm run test:samples` has all of them on a table in memory. */
const sample = randomMonths.filter((_, i) => i % 10 === 0).slice(0, 60);

it.each([...workedMonths, ...sample])(
  '$title: stored facts give the same statements',
  async ({ case: input, statements }) => {
    const dynamo = await startDynamo();
    try {
      expect(await evaluateStored(dynamo.table, input)).toMatchObject({ statements, overlooked: [] });
    } finally {
      await dynamo.stop();
    }
  },
);

it('the sample of random months is 60 of them', () => {
  expect(sample).toHaveLength(60);
});
