import * as z from 'zod/mini';
import type { Config } from '../config/config.ts';
import { type StatementValues, statementMailSubject, statementMailText } from '../config/mail-templates.ts';
import { noticeAddress, type NoticeDoors } from '../config/notice-doors.ts';
import type { Telemetry } from '../config/telemetry-names.ts';
import { formatMinor } from '../domain/money/currency.ts';
import type { Instant } from '../domain/time/instant.ts';
import { monthName } from '../lib/month-name.ts';
import { parseJson } from '../lib/parse-json.ts';
import { parse } from '../lib/validation.ts';
import { revisionId } from '../messaging/billing-message.ts';
import type { CustomerRecord } from '../persistence/customer-record.ts';
import { findProfile } from '../persistence/customer-versions.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import type { RevisionRef } from '../persistence/keys.ts';
import { findRevision, type Revision } from '../persistence/ledger.ts';
import { mailStopOf } from '../persistence/mail-stops.ts';
import { normalContact } from '../persistence/notice-senders.ts';
import { planStatementMail, recordStatementResult } from '../persistence/sent-mail.ts';
import type { BucketReader } from '../statements/bucket-reader.ts';
import { statementKey } from '../statements/statement-key.ts';
import { loggedReason, type MailSender } from './mail-sender.ts';
import { noticeInstructions, policiesAt } from './notice-instructions.ts';
import { automaticHeaders, type OutgoingMail, plainSubject } from './outgoing-mail.ts';

export type StatementMailContext = {
  readonly table: Table;
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
  readonly config: Pick<Config, 'policies' | 'defaultPolicy'>;
  /** The configured mailbox and the texts of messages. */
  readonly notices: Pick<NoticeDoors, 'templates'> & { readonly email: NonNullable<NoticeDoors['email']> };
  /** Reads the statement's page. */
  readonly readPage: BucketReader;
  readonly send: MailSender;
};

/** The result for one address. `done`: an earlier delivery of the order had a result. */
export type StatementMailOutcome = 'sent' | 'rejected' | 'stopped' | 'done';

/**
 * Mails the statement of a published revision to each address in the customer's newest record, once.
 * Returns a result for each address. An address that fails does not stop the others; the first error is thrown at the end.
 *
 * Order: record the message, send it, record the result. If the process stops before the last step, a retry sends it again.
 */
export const sendStatement = async (
  context: StatementMailContext,
  ref: RevisionRef,
): Promise<readonly StatementMailOutcome[]> => {
  const { table, telemetry, clock } = context;
  const revision = await findRevision(table, ref);
  if (revision === undefined) {
    telemetry.note('statement not mailed: the ledger does not have its revision', { revision: revisionId(ref) });
    return [];
  }
  const record = await findProfile(table, ref.customer, clock());
  const addresses = new Set((record?.statementTo ?? []).map(normalContact));
  if (record === undefined || addresses.size === 0) return [];
  const mail = await statementMail(context, revision, record);
  const outcomes: StatementMailOutcome[] = [];
  const failures: unknown[] = [];
  for (const to of addresses) {
    try {
      outcomes.push(await sendTo(context, ref, { ...mail, to }));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return outcomes;
};

const sendTo = async (
  { table, telemetry, clock, send }: StatementMailContext,
  ref: RevisionRef,
  mail: OutgoingMail,
): Promise<StatementMailOutcome> => {
  const { customer, month, revision } = ref;
  const planned = { customer, month, revision, to: mail.to };
  if ((await planStatementMail(table, planned, clock())) === 'done') return 'done';
  if ((await mailStopOf(table, mail.to)) !== undefined) {
    await recordStatementResult(table, planned, { at: clock(), stopped: true });
    return 'stopped';
  }
  const sent = await send(mail);
  if (sent.kind === 'sent') {
    await recordStatementResult(table, planned, { at: clock(), messageId: sent.messageId });
    telemetry.count('StatementsMailed');
    return 'sent';
  }
  await recordStatementResult(table, planned, { at: clock(), rejected: sent.reason });
  telemetry.count('MailRejected');
  telemetry.note('SES rejected a statement', { revision: revisionId(ref), reason: loggedReason(sent.reason) });
  return 'rejected';
};

/** The parts of a billing message that a statement's message repeats. */
const publishedMessage = z.object({
  data: z.object({
    apply: z.string(),
    lines: z.array(z.object({ reason: z.string() })),
  }),
});

const statementMail = async (
  { config, notices, clock, readPage }: StatementMailContext,
  revision: Revision,
  record: CustomerRecord,
): Promise<Omit<OutgoingMail, 'to'>> => {
  const { customer, month, statementSha256 } = revision;
  const { data } = parse(publishedMessage, parseJson(revision.message));
  const values: StatementValues = {
    customer: record.name,
    month: monthName(month),
    revision: String(revision.revision),
    credit: creditSentences(revision, data.apply),
    calculation: data.lines.map(({ reason }) => reason).join('\n'),
    // The next notice follows the contract of today, not that of the month.
    contract: noticeInstructions(policiesAt(config, record, clock()), noticeAddress(notices, record.noticeToken)),
    contact: `reply to this message, or write to ${notices.email.from}.`,
  };
  const templates = notices.templates ?? {};
  return {
    from: notices.email.from,
    subject: plainSubject(statementMailSubject(templates, values)),
    text: statementMailText(templates, values),
    headers: automaticHeaders(),
    attachment: {
      name: `statement-${month}-${customer}-${revision.revision}.html`,
      type: 'text/html',
      content: await readPage(statementKey(revision, statementSha256, 'html')),
    },
  };
};

/** Returns the amount in plain words, also of a credit that was changed or withdrawn. */
const creditSentences = ({ month, amountMinor, previousAmountMinor, currency }: Revision, apply: string): string => {
  const before = formatMinor(previousAmountMinor, currency);
  const due = `Nothing is due for ${monthName(month)}.`;
  if (amountMinor === 0)
    return previousAmountMinor === 0 ? due : `We withdrew the credit of ${before}, because it is not due. ${due}`;
  const invoice = apply === 'next-invoice' ? 'your next invoice' : `your invoice of ${monthName(month)}`;
  const amount = formatMinor(amountMinor, currency);
  const credit =
    previousAmountMinor === 0 ? `Your credit is ${amount}.` : `Your credit is now ${amount}. It was ${before}.`;
  return `${credit} It reduces ${invoice}.`;
};
