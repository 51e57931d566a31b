import { lengthBetween } from '../../shared/domain/time/instant.ts';
import type { Statement } from '../../shared/domain/statement/statement.ts';
import type { Annotations } from '../../shared/persistence/annotations.ts';
import { calculation } from '../../shared/web/calculation.ts';
import { type Names, NO_NAMES } from '../../shared/web/display-names.ts';
import { type DowntimeView, downtimeViews } from '../../shared/web/downtime-view.ts';
import { evidenceOf } from '../../shared/web/evidence-section.ts';
import { lengthText } from '../../shared/web/figures.ts';
import { headline, keyFigures } from '../../shared/web/headline.ts';
import { inLegend, labelName } from '../../shared/web/label-marks.ts';
import { noCreditText } from '../../shared/web/no-credit-text.ts';
import { outcomeSentence } from '../../shared/web/outcome-sentence.ts';
import { clockOf } from '../../shared/web/page-clock.ts';
import { htmlToLines, htmlToText } from './html-to-text.ts';
import { bold, terminalWidth } from './terminal.ts';
import { alignColumns, hangingText } from './text-layout.ts';

/** Display names of identifiers, and the annotations of facts; neither is part of a statement. */
export type StatementContext = { readonly names?: Names; readonly annotations?: Annotations };

/** Returns `policy short-form-sla version 1; times in America/Los_Angeles`. */
export const policyLine = ({ explanation: { policy, timeZone } }: Statement): string =>
  `policy ${policy.id} version ${policy.version}; times in ${timeZone}`;

/**
 * Returns a statement as text with the wording of its page: headline, totals by label, each downtime, and the
 * calculation.
 */
export const statementLines = (
  statement: Statement,
  { names = NO_NAMES, annotations = {} }: StatementContext = {},
): string[] =>
  [
    hangingText('', htmlToLines(headline(statement)).flat().join(' '), terminalWidth()),
    '',
    ...alignColumns(htmlToLines(keyFigures(statement)).map(([name = '', ...figures]) => [`  ${name}`, ...figures])),
    '',
    ...totalLines(statement),
    ...downtimeSection(statement, { names, annotations }),
    '',
    bold('From downtime to the amount'),
    ...calculationLines(statement),
  ].map((line) => line.replaceAll('\u00A0', ' '));

const totalLines = ({ totalsMs, explanation: { start, end } }: Statement): string[] => [
  bold('The month'),
  ...alignColumns([
    ...inLegend((label) => label in totalsMs).map((label) => [
      `  ${labelName(label)}`,
      lengthText(totalsMs[label] ?? 0),
    ]),
    ['  Total', lengthText(lengthBetween(start, end))],
  ]),
];

const downtimeSection = (statement: Statement, context: Required<StatementContext>): string[] => {
  const views = downtimeViews(statement);
  const title = bold('Downtimes');
  if (views.length === 0) return ['', title, '  no component of the customer was down'];
  return ['', title, ...views.flatMap((view, i) => ['', ...downtimeLines(statement, context, view, i + 1)])];
};

const downtimeLines = (
  statement: Statement,
  { names, annotations }: Required<StatementContext>,
  view: DowntimeView,
  number: number,
): string[] => {
  const { start, end, downtime } = view;
  const clock = clockOf(statement.explanation.timeZone, statement.month);
  const context = { statement, clock, names, annotations };
  const evidence = evidenceOf(context, view);
  const width = terminalWidth();
  return [
    `  ${number}. ${htmlToText(clock.span(start, end))}, ${lengthText(end - start)}, ${downtime.components.join(', ')}`,
    hangingText('     ', htmlToText(outcomeSentence(context, view)), width),
    ...(evidence === undefined
      ? []
      : htmlToLines(evidence).map((cells) => hangingText('     - ', cells.join(' '), width))),
  ];
};

const calculationLines = (statement: Statement): string[] => {
  const [, ...rows] = htmlToLines(calculation(statement));
  const resultWidth = Math.max(...rows.map(([, , result = '']) => result.length));
  return rows.map(([name = '', how = '', result = '']) =>
    hangingText(`  ${result.padStart(resultWidth)}  `, how === '' ? name : `${name}: ${how}`, terminalWidth()),
  );
};

/** Returns the reason why a statement has no credit, by its most relevant downtime; times are cut to minutes. */
export const noCreditLine = (statement: Statement, names: Names): string => {
  const [view, ...others] = downtimeViews(statement).toSorted(byRelevance);
  const reason = noCreditText(statement);
  if (view === undefined || statement.explanation.credit.gated) return reason === undefined ? '' : htmlToText(reason);
  const clock = clockOf(statement.explanation.timeZone, statement.month);
  const interval = htmlToText(clock.span(view.start, view.end));
  const more = others.length === 0 ? '' : ` (one of ${others.length + 1} downtimes)`;
  return cutToMinutes(`${interval}${more}: ${htmlToText(outcomeSentence({ statement, clock, names }, view))}`);
};

/** Downtimes with a timely notice come first, then those with a late notice, then those with most lost time. */
const byRelevance = (a: DowntimeView, b: DowntimeView): number =>
  noticeRank(b) - noticeRank(a) ||
  b.msOf('downtime') - a.msOf('downtime') ||
  b.msOf('pending') - a.msOf('pending') ||
  b.msOf('forfeited') - a.msOf('forfeited') ||
  lengthInTerm(b) - lengthInTerm(a);

const lengthInTerm = ({ start, end, msOf }: DowntimeView): number => end - start - msOf('elsewhere') - msOf('inactive');

const noticeRank = ({ downtime: { accruesFrom, notices } }: DowntimeView): number => {
  if (accruesFrom !== null) return 2;
  return notices.length > 0 ? 1 : 0;
};

const cutToMinutes = (text: string): string =>
  text.replaceAll(/(\d\d:\d\d):[\d.]+/g, '$1').replaceAll(/ min [\d.]+ s/g, ' min');
