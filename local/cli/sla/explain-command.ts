import { policiesOfMonth } from '../../../shared/config/policy-versions.ts';
import type { Config } from '../../../shared/config/config.ts';
import { formatMinor } from '../../../shared/domain/money/currency.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { namesOf } from '../../../shared/web/display-names.ts';
import { customerMonthLines } from '../statement-lines.ts';
import { bold, dim, terminalWidth, warning } from '../terminal.ts';
import { hangingText } from '../text-layout.ts';
import { parseAnswer } from './parse-answer.ts';
import type { CommandResult, Stage } from './stage.ts';
import {
  answeredMonth,
  type AnsweredRevision,
  customerMonthAnswer,
  type CustomerMonthAnswer,
} from './customer-month-answer.ts';

/** Explains a customer's month: the statement, each downtime with its evidence, and the revisions in the ledger. */
export const explainCommand = async (stage: Stage, customer: string, month: string): Promise<CommandResult> => {
  const answer = await stage.call('GET', `/customers/${encodeURIComponent(customer)}/months/${month}`);
  const parsed = parseAnswer(customerMonthAnswer, answer, `${customer} in ${month}`);
  return { json: answer.body, text: explanationText(parsed, stage.config) };
};

const explanationText = (answer: CustomerMonthAnswer, config: Config): string[] => {
  const { customer, month, run, blocked, revisions } = answer;
  const customerMonth = answeredMonth(answer);
  const title = bold(`${customer}, ${monthName(month)}`);
  const origin = run === null ? 'the month is not closed; uses the evidence so far' : `run ${run}`;
  if (customerMonth === undefined)
    return [title, dim(origin), '', warning(`Blocked: ${blocked ?? 'no reason given'}`), ...ledgerLines(revisions)];
  return [
    title,
    dim(origin),
    ...customerMonthLines(customerMonth, { names: namesOf(config), policies: policiesOfMonth(config.policies, month) }),
    ...ledgerLines(revisions),
  ];
};

const ledgerLines = (revisions: readonly AnsweredRevision[]): string[] => [
  '',
  bold('Ledger'),
  ...(revisions.length === 0 ? ['  no credit was recorded for this month'] : revisions.map(revisionLine)),
];

const revisionLine = ({ revision, amountMinor, currency, recordedAt, sent, reason }: AnsweredRevision): string =>
  hangingText(
    `  ${revision}. `,
    `${formatMinor(amountMinor, currency)}, recorded ${recordedAt}, ${sent ? 'sent to billing' : 'NOT SENT to billing yet'}. ${reason}`,
    terminalWidth(),
  );
