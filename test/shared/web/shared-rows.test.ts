import { expect, test } from 'vitest';
import { evaluateInput } from '../../../shared/domain/evaluate-input.ts';
import { statementOf } from '../../../shared/domain/statement/statement.ts';
import { statementPage } from '../../../shared/web/statement-page.ts';
import { randomMonths, workedMonths } from '../../support/builders/worked-months.ts';

const statements = [...workedMonths, ...randomMonths].flatMap(({ case: given }) =>
  evaluateInput(given).map(statementOf),
);
const pageOf = (statement: (typeof statements)[number]): string =>
  statementPage({ statement, customerName: 'Acme', revisions: [] });

test('a page does not depend on the pages rendered before it', () => {
  const inOrder = statements.map(pageOf);
  const backwards = statements.toReversed().map(pageOf).toReversed();
  expect(statements.length).toBeGreaterThan(400);
  expect(statements.filter((_, i) => backwards[i] !== inOrder[i])).toEqual([]);
});
