import { lengthBetween } from '../shared/domain/instant.ts';
import type { Statement } from '../shared/domain/statement.ts';
import { arithmetic } from '../shared/pages/arithmetic.ts';
import { clockOf } from '../shared/pages/clock.ts';
import { evidenceOf } from '../shared/pages/evidence.ts';
import { lengthText } from '../shared/pages/figures.ts';
import { headline, keyFigures } from '../shared/pages/headline.ts';
import { inLegend, nameOf } from '../shared/pages/labels.ts';
import { type Names, NO_NAMES } from '../shared/pages/names.ts';
import { type Outcome, outcomesOf } from '../shared/pages/outcome.ts';
import { sentenceOf } from '../shared/pages/outcome-sentence.ts';
import type { Said } from '../shared/pages/said.ts';
import { plain, plainLines } from './plain.ts';
import { bold, tabular, width } from './terminal.ts';
import { hang } from './words.ts';

/** What people call what the facts name by code, and what was said beside them; nothing where nobody knows. */
export type Beside = { readonly names?: Names; readonly said?: Said };

/** `policy short-form-sla version 1; times of America/Los_Angeles` */
export const termsOf = ({ explanation: { policy, timeZone } }: Statement): string =>
  `policy ${policy.id} version ${policy.version}; times of ${timeZone}`;

/** A statement in text, in the words of its page: the verdict, the labels, every downtime and what became of it, the arithmetic. */
export const statementLines = (statement: Statement, { names = NO_NAMES, said = {} }: Beside = {}): string[] =>
  [
    hang('', plainLines(headline(statement)).flat().join(' '), width()),
    '',
    ...tabular(plainLines(keyFigures(statement)).map(([what = '', ...figures]) => [`  ${what}`, ...figures])),
    '',
    ...totals(statement),
    ...downtimes(statement, { names, said }),
    '',
    bold('From downtime to the amount'),
    ...sums(statement),
  ].map((line) => line.replaceAll('\u00A0', ' '));

/** How long each label lasted: together they are the month. */
const totals = ({ totalsMs, explanation: { start, end } }: Statement): string[] => [
  bold('The month'),
  ...tabular([
    ...inLegend((label) => label in totalsMs).map((label) => [`  ${nameOf(label)}`, lengthText(totalsMs[label] ?? 0)]),
    ['  Together, the whole month', lengthText(lengthBetween(start, end))],
  ]),
];

const downtimes = (statement: Statement, beside: Required<Beside>): string[] => {
  const outcomes = outcomesOf(statement);
  const title = bold('Every downtime, and what became of it');
  if (outcomes.length === 0) return ['', title, '  nothing that the customer uses was down'];
  return ['', title, ...outcomes.flatMap((outcome, i) => ['', ...downtime(statement, beside, outcome, i + 1)])];
};

const downtime = (statement: Statement, beside: Required<Beside>, outcome: Outcome, number: number): string[] => {
  const { start, end } = outcome;
  const clock = clockOf(statement.explanation.timeZone, statement.month);
  const told = { statement, clock, ...beside };
  const evidence = evidenceOf(told, outcome);
  return [
    `  ${number}. ${plain(clock.span(start, end))}, ${lengthText(end - start)}, ${outcome.downtime.components.join(', ')}`,
    hang('     ', plain(sentenceOf(told, outcome)), width()),
    ...(evidence === undefined ? [] : plainLines(evidence).map((cells) => hang('     - ', cells.join(' '), width()))),
  ];
};

const sums = (statement: Statement): string[] => {
  const [, ...lines] = plainLines(arithmetic(statement));
  const longest = Math.max(...lines.map(([, , result = '']) => result.length));
  return lines.map(([what = '', how = '', result = '']) =>
    hang(`  ${result.padStart(longest)}  `, how === '' ? what : `${what}: ${how}`, width()),
  );
};
