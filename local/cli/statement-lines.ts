import { lengthBetween } from '../../shared/domain/time/instant.ts';
import type { Statement } from '../../shared/domain/statement/statement.ts';
import { calculation } from '../../shared/web/calculation.ts';
import { clockOf } from '../../shared/web/page-clock.ts';
import { evidenceOf } from '../../shared/web/evidence-section.ts';
import { lengthText } from '../../shared/web/figures.ts';
import { headline, keyFigures } from '../../shared/web/headline.ts';
import { inLegend, labelName } from '../../shared/web/label-marks.ts';
import { type Names, NO_NAMES } from '../../shared/web/display-names.ts';
import { type DowntimeView, downtimeViews } from '../../shared/web/downtime-view.ts';
import { outcomeSentence } from '../../shared/web/outcome-sentence.ts';
import type { Annotations } from '../../shared/persistence/annotations.ts';
import { htmlToText, htmlToLines } from './html-to-text.ts';
import { bold, tabular, width } from './terminal.ts';
import { hang } from './text-layout.ts';

/** What people call what the facts name by code, and what was said beside them; nothing where nobody knows. */
export type Beside = { readonly names?: Names; readonly annotations?: Annotations };

/** `policy short-form-sla version 1; times of America/Los_Angeles` */
export const termsOf = ({ explanation: { policy, timeZone } }: Statement): string =>
  `policy ${policy.id} version ${policy.version}; times of ${timeZone}`;

/** A statement in text, in the words of its page: the verdict, the labels, every downtime and what became of it, the arithmetic. */
export const statementLines = (statement: Statement, { names = NO_NAMES, annotations = {} }: Beside = {}): string[] =>
  [
    hang('', htmlToLines(headline(statement)).flat().join(' '), width()),
    '',
    ...tabular(htmlToLines(keyFigures(statement)).map(([what = '', ...figures]) => [`  ${what}`, ...figures])),
    '',
    ...totals(statement),
    ...downtimes(statement, { names, annotations }),
    '',
    bold('Calculation'),
    ...sums(statement),
  ].map((line) => line.replaceAll('\u00A0', ' '));

/** How long each label lasted: together they are the month. */
const totals = ({ totalsMs, explanation: { start, end } }: Statement): string[] => [
  bold('The month'),
  ...tabular([
    ...inLegend((label) => label in totalsMs).map((label) => [
      `  ${labelName(label)}`,
      lengthText(totalsMs[label] ?? 0),
    ]),
    ['  Total', lengthText(lengthBetween(start, end))],
  ]),
];

const downtimes = (statement: Statement, beside: Required<Beside>): string[] => {
  const outcomes = downtimeViews(statement);
  const title = bold('Downtimes');
  if (outcomes.length === 0) return ['', title, '  no component of the customer was down'];
  return ['', title, ...outcomes.flatMap((outcome, i) => ['', ...downtime(statement, beside, outcome, i + 1)])];
};

const downtime = (statement: Statement, beside: Required<Beside>, outcome: DowntimeView, number: number): string[] => {
  const { start, end } = outcome;
  const clock = clockOf(statement.explanation.timeZone, statement.month);
  const told = { statement, clock, ...beside };
  const evidence = evidenceOf(told, outcome);
  return [
    `  ${number}. ${htmlToText(clock.span(start, end))}, ${lengthText(end - start)}, ${outcome.downtime.components.join(', ')}`,
    hang('     ', htmlToText(outcomeSentence(told, outcome)), width()),
    ...(evidence === undefined ? [] : htmlToLines(evidence).map((cells) => hang('     - ', cells.join(' '), width()))),
  ];
};

const sums = (statement: Statement): string[] => {
  const [, ...lines] = htmlToLines(calculation(statement));
  const longest = Math.max(...lines.map(([, , result = '']) => result.length));
  return lines.map(([what = '', how = '', result = '']) =>
    hang(`  ${result.padStart(longest)}  `, how === '' ? what : `${what}: ${how}`, width()),
  );
};
