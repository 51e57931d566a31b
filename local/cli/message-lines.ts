import { billingMessage } from '../../shared/messaging/billing-message.ts';
import { monthName } from '../../shared/lib/month-name.ts';
import { evidenceNotes } from '../../shared/closing/evidence-notes.ts';
import { formatMinor } from '../../shared/domain/money/currency.ts';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { namesOf } from '../../shared/web/display-names.ts';
import { annotationsOf } from '../../shared/web/annotations.ts';
import { parse } from '../../shared/lib/validation.ts';
import { loadCustomer } from '../../shared/persistence/load-customer.ts';
import type { Pipeline } from '../emulator/local-pipeline.ts';
import { statementAnswer } from './sla/statement-answer.ts';
import { statementLines, termsOf } from './statement-lines.ts';
import { bold, quiet, width } from './terminal.ts';
import { hang } from './text-layout.ts';

/** Billing messages in prose: what invoicing is told, and the statement as it was stored with the revision. */
export const messageLines = async (pipeline: Pipeline, messages: readonly string[]): Promise<string[]> => {
  const told: string[][] = [];
  for (const message of messages) told.push(await messageTold(pipeline, message));
  return told.flatMap((lines) => [...lines, '']);
};

const messageTold = async (
  { account: { table }, deployment: { config } }: Pipeline,
  written: string,
): Promise<string[]> => {
  const { id, data } = parse(billingMessage, parseJson(written));
  const { customer, month, revision, amountMinor, deltaMinor, currency, reason } = data;
  const loaded = await loadCustomer(table, customer, month);
  const stored = loaded.revisions.find((one) => one.month === month && one.revision === revision);
  const statement = parse(statementAnswer, parseJson(stored?.statement ?? ''));
  const said = { ...(await evidenceNotes(table, statement, table)), ...annotationsOf(loaded.records) };
  const change = `${deltaMinor > 0 ? '+' : ''}${formatMinor(deltaMinor, currency)}`;
  return [
    bold(`${customer}, ${monthName(month)}: ${formatMinor(amountMinor, currency)} (${change})`),
    quiet(`message ${id}; ${termsOf(statement)}`),
    hang('', reason, width()),
    '',
    ...statementLines(statement, { names: namesOf(config), said }),
  ];
};
