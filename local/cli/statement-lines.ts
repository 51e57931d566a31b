import { lengthBetween } from '../../shared/domain/time/instant.ts';
import { formatMinor } from '../../shared/domain/money/currency.ts';
import type { ConfiguredPolicy } from '../../shared/domain/policy/policy-in-words.ts';
import type { CustomerMonth } from '../../shared/domain/statement/customer-month.ts';
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
import type { StatementView } from '../../shared/web/statement-view.ts';
import { htmlToLines, htmlToText } from './html-to-text.ts';
import { bold, dim, terminalWidth } from './terminal.ts';
import { alignColumns, hangingText, pluralText } from './text-layout.ts';

/** Display names, annotations of facts and policies by id: a statement contains none of them. */
export type StatementContext = {
  readonly names?: Names;
  readonly annotations?: Annotations;
  readonly policies?: Readonly<Record<string, Pick<ConfiguredPolicy, 'apply'>>>;
};

/** Returns `policy short-form-sla version 2; times in America/Los_Angeles`. */
export const policyLine = ({ explanation: { policy, timeZone } }: Statement): string =>
  `policy ${policy.id} version ${policy.version}; times in ${timeZone}`;

/** Returns a customer's month as text: its statement, or a section for each service below their sum. */
export const customerMonthLines = (
  { statements, amountMinor, currency }: CustomerMonth,
  context: StatementContext = {},
): string[] => [
  ...(statements.length === 1
    ? []
    : [`${pluralText(statements.length, 'service')}: ${formatMinor(amountMinor, currency)} in total`]),
  ...statements.flatMap((statement) => [
    ...(statement.service === undefined ? [] : ['', bold(statement.service)]),
    dim(policyLine(statement)),
    '',
    ...statementLines(statement, context),
  ]),
];

/**
 * Returns a statement as text with the wording of its page: headline, totals by label, each downtime, and the
 * calculation.
 */
export const statementLines = (statement: Statement, context: StatementContext = {}): string[] => {
  const view = viewOf(statement, context);
  return [
    hangingText('', htmlToLines(headline(view)).flat().join(' '), terminalWidth()),
    '',
    ...alignColumns(htmlToLines(keyFigures(view)).map(([name = '', ...figures]) => [`  ${name}`, ...figures])),
    '',
    ...totalLines(statement),
    ...downtimeSection(view, context),
    '',
    bold('From downtime to the amount'),
    ...calculationLines(view),
  ].map((line) => line.replaceAll('\u00A0', ' '));
};

/** Marks are drawn on pages only, and the terminal prints no contract to cite. */
const viewOf = (statement: Statement, { policies = {} }: StatementContext): StatementView => {
  const { month, service, explanation } = statement;
  const { policy, timeZone } = explanation;
  return {
    statement,
    policy: { ...policy, apply: Object.hasOwn(policies, policy.id) ? policies[policy.id]?.apply : undefined },
    clock: clockOf(timeZone, month),
    cite: () => undefined,
    service,
    idPrefix: '',
    marksMax: 0,
  };
};

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

const downtimeSection = (view: StatementView, context: StatementContext): string[] => {
  const downtimes = downtimeViews(view.statement);
  const title = bold('Downtimes');
  if (downtimes.length === 0) return ['', title, '  no component of the customer was down'];
  return ['', title, ...downtimes.flatMap((downtime, i) => ['', ...downtimeLines(view, context, downtime, i + 1)])];
};

const downtimeLines = (
  view: StatementView,
  { names = NO_NAMES, annotations = {} }: StatementContext,
  downtime: DowntimeView,
  number: number,
): string[] => {
  const { start, end, outage } = downtime;
  const context = { ...view, names, annotations };
  const evidence = evidenceOf(context, downtime);
  const width = terminalWidth();
  const components = outage.components.map(({ id }) => id).join(', ');
  return [
    `  ${number}. ${htmlToText(view.clock.span(start, end))}, ${lengthText(end - start)}, ${components}`,
    hangingText('     ', htmlToText(outcomeSentence(context, downtime)), width),
    ...(evidence === undefined
      ? []
      : htmlToLines(evidence).map((cells) => hangingText('     - ', cells.join(' '), width))),
  ];
};

/** The reasons for the amount, then the calculation line by line. */
const calculationLines = (view: StatementView): string[] => {
  const [, ...rows] = htmlToLines(calculation(view));
  const resultWidth = Math.max(...rows.map(([, , result = '']) => result.length));
  return rows.map(([name = '', how = '', result]) =>
    result === undefined && how === ''
      ? hangingText('  ', name, terminalWidth())
      : hangingText(
          `  ${(result ?? '').padStart(resultWidth)}  `,
          how === '' ? name : `${name}: ${how}`,
          terminalWidth(),
        ),
  );
};

/** Returns the reason why a statement has no credit, by its most relevant downtime; times are cut to minutes. */
export const noCreditLine = (statement: Statement, names: Names): string => {
  const view = viewOf(statement, {});
  const [downtime, ...others] = downtimeViews(statement).toSorted(byRelevance);
  const reason = noCreditText(view);
  if (downtime === undefined || statement.explanation.credit.gated)
    return reason === undefined ? '' : htmlToText(reason);
  const interval = htmlToText(view.clock.span(downtime.start, downtime.end));
  const more = others.length === 0 ? '' : ` (one of ${others.length + 1} downtimes)`;
  return cutToMinutes(`${interval}${more}: ${htmlToText(outcomeSentence({ ...view, names }, downtime))}`);
};

/** Downtimes that were claimed come first, then those with a notice, then those with most lost time. */
const byRelevance = (a: DowntimeView, b: DowntimeView): number =>
  claimRank(b) - claimRank(a) ||
  b.msOf('downtime') - a.msOf('downtime') ||
  b.msOf('pending') - a.msOf('pending') ||
  b.msOf('forfeited') - a.msOf('forfeited') ||
  lengthInTerm(b) - lengthInTerm(a);

const lengthInTerm = ({ start, end, msOf }: DowntimeView): number => end - start - msOf('elsewhere') - msOf('inactive');

const claimRank = ({ outage: { accruesFrom, steps } }: DowntimeView): number => {
  if (accruesFrom !== null) return 2;
  return steps.some(({ notices }) => notices.length > 0) ? 1 : 0;
};

const cutToMinutes = (text: string): string =>
  text.replaceAll(/(\d\d:\d\d):\d\d(?:\.\d+)?/g, '$1').replaceAll(/ min [\d.]+ s/g, ' min');
