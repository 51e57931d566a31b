import { billingMessage } from '../shared/billing/message.ts';
import { monthName } from '../shared/billing/reason.ts';
import { sharedWords } from '../shared/closing/shared-words.ts';
import { formatMinor } from '../shared/domain/currency.ts';
import { parseJson } from '../shared/json.ts';
import { namesOf } from '../shared/pages/names.ts';
import { saidOf } from '../shared/pages/said.ts';
import { parse } from '../shared/rejected.ts';
import { loadCustomer } from '../shared/store/customer-partition.ts';
import type { Pipeline } from './pipeline.ts';
import { statementAnswer } from './sla/statement-answer.ts';
import { statementLines, termsOf } from './statement-lines.ts';
import { bold, quiet, width } from './terminal.ts';
import { hang } from './words.ts';

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
  const said = { ...(await sharedWords(table, statement, table)), ...saidOf(loaded.records) };
  const change = `${deltaMinor > 0 ? '+' : ''}${formatMinor(deltaMinor, currency)}`;
  return [
    bold(`${customer}, ${monthName(month)}: ${formatMinor(amountMinor, currency)} (${change})`),
    quiet(`message ${id}; ${termsOf(statement)}`),
    hang('', reason, width()),
    '',
    ...statementLines(statement, { names: namesOf(config), said }),
  ];
};
