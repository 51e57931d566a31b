import { describe, expect, test } from 'vitest';
import { formatMinor } from '../../../shared/domain/money/currency.ts';
import type { Statement } from '../../../shared/domain/statement/statement.ts';
import { statementPage, type StatementPage } from '../../../shared/web/statement-page.ts';
import { everyLabelPage } from '../../support/builders/every-label-page.ts';
import { textOf } from '../../support/builders/page-markup.ts';
import { samplePage } from '../../support/builders/sample-statement.ts';

/** Numbers of a page outside the elements for figures, instants, ids and quotations, which other tests compare. */
const looseNumbers = (page: string, { explanation }: Statement): string[] => {
  const words = page
    .replace(/^.*<body>/s, '')
    .replaceAll(/<(svg|data|time|q)\b.*?<\/\1\s*>/gs, ' ')
    .replaceAll(/<span (?:class="(?:id|components)[^>]*|title=[^>]*)>.*?<\/span\s*>/gs, ' ')
    .replaceAll(/<section aria-labelledby="how-to-notify">.*?<\/section\s*>/gs, ' ')
    .replaceAll(/<dl class="contract">.*?<\/dl\s*>/gs, ' ');
  const ids = explanation.intervals.flatMap(({ because }) => because.flatMap(({ facts }) => facts));
  const text = ['SHA-256', ...ids].reduce((text, id) => text.replaceAll(id, ' '), textOf(words));
  return text.match(/\d[\d.,:]*/g) ?? [];
};

const onlyStatement = ({ customerMonth }: StatementPage): Statement => {
  const [statement] = customerMonth.statements;
  if (statement === undefined) throw new Error('the month has a statement');
  return statement;
};

const inJson = (given: StatementPage): Set<string> => {
  const statement = onlyStatement(given);
  const { month, measuredMs, observedDowntimeMs, explanation } = statement;
  const { credit, target, policy } = explanation;
  const days = credit.caps[0]?.share?.serviceFeeDays;
  if (credit.rule.kind !== 'per-block' || days === undefined) throw new Error('the sample has no other policy');
  const { longerThanMs, blockMs, amount, maxPerDay } = credit.rule;
  const dates = credit.bookings.flatMap(({ date }) => [Number(date?.slice(-2)), Number(date?.slice(0, 4))]);
  const blocks = credit.bookings.flatMap(({ earnings, credits }) => [credits, ...earnings.map(({ blocks }) => blocks)]);
  const available = Math.floor(((measuredMs - observedDowntimeMs) / measuredMs) * 100_000) / 1000;
  const paid = Math.floor((credit.cappedMinor / credit.feeMinor) * 100_000) / 1000;
  return new Set([
    ...[Number(month.slice(0, 4)), ...dates, ...blocks, longerThanMs / 3_600_000, blockMs / 60_000].map(String),
    ...[
      (amount.bps ?? 0) / 100,
      maxPerDay,
      credit.credits,
      days,
      credit.daysInMonth,
      policy.version,
      available,
      paid,
    ].map(String),
    ...given.revisions.flatMap(({ revision, statement: text }) => {
      const stored: StatementPage['customerMonth'] = JSON.parse(text);
      const { credits = 0, uncappedMinor = 0 } = stored.statements[0] ?? {};
      return [revision, credits, formatMinor(uncappedMinor, stored.currency).split(' ')[0]].map(String);
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
    const loose = looseNumbers(statementPage(given), onlyStatement(given)).map((text) => text.replace(/[.,:]+$/, ''));
    expect(loose.length).toBeGreaterThan(25);
    expect(loose.filter((text) => !known.has(text))).toStrictEqual([]);
  });
});
