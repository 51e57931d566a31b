import { expect, test } from 'vitest';
import { evaluateInput } from '../../../shared/domain/evaluate-input.ts';
import type { Assessment } from '../../../shared/domain/month/assessment.ts';
import { statementPage } from '../../../shared/web/statement-page.ts';
import { pageOfAssessments } from '../../support/builders/sample-page.ts';
import { randomMonths, workedMonths } from '../../support/builders/worked-months.ts';

const assessments = [...workedMonths, ...randomMonths.slice(0, 250)].flatMap(({ case: given }) => evaluateInput(given));
const pageOf = (assessment: Assessment): string => statementPage(pageOfAssessments([assessment]));

test('a page does not depend on the pages rendered before it', () => {
  const inOrder = assessments.map(pageOf);
  const backwards = assessments.toReversed().map(pageOf).toReversed();
  expect(assessments.length).toBeGreaterThan(400);
  expect(assessments.filter((_, i) => backwards[i] !== inOrder[i])).toEqual([]);
});
