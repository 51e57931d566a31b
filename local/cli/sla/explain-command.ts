import { monthName } from '../../../shared/lib/month-name.ts';
import type { Config } from '../../../shared/config/config.ts';
import { formatMinor } from '../../../shared/domain/money/currency.ts';
import { namesOf } from '../../../shared/web/display-names.ts';
import { statementLines, termsOf } from '../statement-lines.ts';
import { bold, quiet, warning, width } from '../terminal.ts';
import { hang } from '../text-layout.ts';
import { read } from './sla-answers.ts';
import type { Result } from './result.ts';
import type { Stage } from './stage.ts';
import { type AnsweredRevision, customerMonth, type CustomerMonthAnswer } from './statement-answer.ts';

/** A customer's month in text, from the API's answer alone: the labels, every downtime and what became of it, the arithmetic. */
export const explainCommand = async (stage: Stage, customer: string, month: string): Promise<Result> => {
  const answer = await stage.call('GET', `/customers/${encodeURIComponent(customer)}/months/${month}`);
  const shown = read(customerMonth, answer, `${customer} in ${month}`);
  return { json: answer.body, text: explained(shown, stage.config) };
};

const explained = (shown: CustomerMonthAnswer, config: Config): string[] => {
  const { customer, month, run, statement, blocked, revisions } = shown;
  const head = bold(`${customer}, ${monthName(month)}`);
  const basis = run === null ? 'the month has not been closed: what is known now' : `run ${run}`;
  if (statement === undefined)
    return [head, quiet(basis), '', warning(`Blocked: ${blocked ?? 'no reason given'}`), ...ledger(revisions)];
  return [
    head,
    quiet(`${basis}; ${termsOf(statement)}`),
    '',
    ...statementLines(statement, { names: namesOf(config) }),
    ...ledger(revisions),
  ];
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
