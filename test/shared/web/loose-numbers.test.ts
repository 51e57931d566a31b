import { describe, expect, test } from 'vitest';
import { formatMinor } from '../../../shared/domain/money/currency.ts';
import { statementPage, type StatementPage } from '../../../shared/web/statement-page.ts';
import { everyLabelPage } from '../../support/builders/every-label-page.ts';
import { textOf } from '../../support/builders/page-markup.ts';
import { samplePage } from '../../support/builders/sample-statement.ts';

/** Numbers of a page outside the elements for figures, instants, ids and quotations, which other tests compare. */
const looseNumbers = (page: string, { explanation }: StatementPage['statement']): string[] => {
  const words = page
    .replace(/^.*<body>/s, '')
    .replaceAll(/<(svg|data|time|q)\b.*?<\/\1\s*>/gs, ' ')
    .replaceAll(/<span (?:class="(?:id|components)[^>]*|title=[^>]*)>.*?<\/span\s*>/gs, ' ')
    .replaceAll(/<a href="#clause[^>]*>.*?<\/a\s*>/gs, ' ');
  const ids = explanation.stretches.flatMap(({ because }) => because.flatMap(({ facts }) => facts));
  const text = ['SHA-256', ...ids].reduce((text, id) => text.replaceAll(id, ' '), textOf(words));
  return text.match(/\d[\d.,:]*/g) ?? [];
};

const inJson = ({ statement, revisions }: StatementPage): Set<string> => {
  const { month, measuredMs, observedDowntimeMs, explanation } = statement;
  const { credit, target, policy } = explanation;
  if (credit.rule.kind !== 'per-period' || credit.cap === null) throw new Error('the sample has no other policy');
  const { longerThanMs, blockMs, rateBps, maxPerDay } = credit.rule;
  const dates = credit.days.flatMap(({ date }) => [Number(date.slice(-2)), Number(date.slice(0, 4))]);
  const blocks = credit.days.flatMap(({ parts, credits }) => [credits, ...parts.map(({ blocks }) => blocks)]);
  const available = Math.floor(((measuredMs - observedDowntimeMs) / measuredMs) * 100_000) / 1000;
  return new Set([
    ...[Number(month.slice(0, 4)), ...dates, ...blocks, longerThanMs / 3_600_000, blockMs / 60_000].map(String),
    ...[rateBps / 100, maxPerDay, credit.credits, ...Object.values(credit.cap), policy.version, available].map(String),
    ...revisions.flatMap(({ revision, statement: text }) => {
      const stored: StatementPage['statement'] = JSON.parse(text);
      return [revision, stored.credits, formatMinor(stored.uncappedMinor, stored.currency).split(' ')[0]].map(String);
    }),
    target,
  ]);
};

describe.each([
  ['the sample', samplePage()],
  ['every label', everyLabelPage()],
])('%s', (_, given) => {
  test('contains no number in its prose that is not in the JSON', () => {
    const known = inJson(given);
    const loose = looseNumbers(statementPage(given), given.statement).map((text) => text.replace(/[.,:]+$/, ''));
    expect(loose.length).toBeGreaterThan(40);
    expect(loose.filter((text) => !known.has(text))).toStrictEqual([]);
  });
});
