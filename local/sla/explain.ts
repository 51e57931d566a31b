import { monthName } from '../../shared/billing/reason.ts';
import type { Config } from '../../shared/config.ts';
import { formatMinor } from '../../shared/domain/currency.ts';
import { lengthBetween } from '../../shared/domain/instant.ts';
import type { Statement } from '../../shared/domain/statement.ts';
import { arithmetic } from '../../shared/pages/arithmetic.ts';
import { clockOf } from '../../shared/pages/clock.ts';
import { evidenceOf } from '../../shared/pages/evidence.ts';
import { lengthText } from '../../shared/pages/figures.ts';
import { headline, keyFigures } from '../../shared/pages/headline.ts';
import { inLegend, nameOf } from '../../shared/pages/labels.ts';
import { namesOf } from '../../shared/pages/names.ts';
import { type Outcome, outcomesOf } from '../../shared/pages/outcome.ts';
import { sentenceOf } from '../../shared/pages/outcome-sentence.ts';
import { hang } from '../words.ts';
import { read } from './answers.ts';
import { plain, plainLines } from './plain.ts';
import type { Result } from './result.ts';
import type { Stage } from './stage.ts';
import { type AnsweredRevision, customerMonth, type CustomerMonthAnswer } from './statement-answer.ts';
import { bold, quiet, tabular, warning, width } from './terminal.ts';

/** A customer's month in text, from the API's answer alone: the labels, every downtime and what became of it, the arithmetic. */
export const explain = async (stage: Stage, customer: string, month: string): Promise<Result> => {
  const answer = await stage.call('GET', `/customers/${encodeURIComponent(customer)}/months/${month}`);
  const shown = read(customerMonth, answer, `${customer} in ${month}`);
  return { json: answer.body, text: explained(shown, stage.config).map((line) => line.replaceAll('\u00A0', ' ')) };
};

const explained = (shown: CustomerMonthAnswer, config: Config): string[] => {
  const { customer, month, run, statement, blocked, revisions } = shown;
  const head = bold(`${customer}, ${monthName(month)}`);
  const basis = run === null ? 'the month has not been closed: what is known now' : `run ${run}`;
  if (statement === undefined)
    return [head, quiet(basis), '', warning(`Blocked: ${blocked ?? 'no reason given'}`), ...ledger(revisions)];
  const { policy, timeZone } = statement.explanation;
  return [
    head,
    quiet(`${basis}; policy ${policy.id} version ${policy.version}; times of ${timeZone}`),
    '',
    hang('', plainLines(headline(statement)).flat().join(' '), width()),
    '',
    ...tabular(plainLines(keyFigures(statement)).map(([what = '', ...figures]) => [`  ${what}`, ...figures])),
    '',
    ...totals(statement),
    ...downtimes(statement, config),
    '',
    bold('From downtime to the amount'),
    ...sums(statement),
    ...ledger(revisions),
  ];
};

/** How long each label lasted: together they are the month. */
const totals = ({ totalsMs, explanation: { start, end } }: Statement): string[] => [
  bold('The month'),
  ...tabular([
    ...inLegend((label) => label in totalsMs).map((label) => [`  ${nameOf(label)}`, lengthText(totalsMs[label] ?? 0)]),
    ['  Together, the whole month', lengthText(lengthBetween(start, end))],
  ]),
];

const downtimes = (statement: Statement, config: Config): string[] => {
  const outcomes = outcomesOf(statement);
  const title = bold('Every downtime, and what became of it');
  if (outcomes.length === 0) return ['', title, '  nothing that the customer uses was down'];
  return ['', title, ...outcomes.flatMap((outcome, i) => ['', ...downtime(statement, config, outcome, i + 1)])];
};

const downtime = (statement: Statement, config: Config, outcome: Outcome, number: number): string[] => {
  const { start, end } = outcome;
  const clock = clockOf(statement.explanation.timeZone, statement.month);
  const told = { statement, clock, names: namesOf(config), said: {} };
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

const ledger = (revisions: readonly AnsweredRevision[]): string[] => [
  '',
  bold('In the ledger'),
  ...(revisions.length === 0 ? ['  no credit was ever recorded for this month'] : revisions.map(inLedger)),
];

const inLedger = ({ revision, amountMinor, currency, recordedAt, sent, reason }: AnsweredRevision): string =>
  hang(
    `  ${revision}. `,
    `${formatMinor(amountMinor, currency)}, recorded ${recordedAt}, ${sent ? 'sent to billing' : 'NOT SENT to billing yet'}. ${reason}`,
    width(),
  );
