import type { Config } from '../config/config.ts';
import { noticeAddress, type NoticeDoors } from '../config/notice-doors.ts';
import { type ReceiptValues, receiptText } from '../config/mail-templates.ts';
import type { Telemetry } from '../config/telemetry-names.ts';
import { nextSteps } from '../domain/policy/claim-guide.ts';
import { localOffset } from '../domain/time/calendar.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import type { MailMessage } from '../ingest/mail-message.ts';
import type { DeliveryResult } from '../ingest/record-notice-message.ts';
import { DAY_MS } from '../lib/time-units.ts';
import type { CustomerRecord } from '../persistence/customer-record.ts';
import { findProfile } from '../persistence/customer-versions.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { type NoReceipt, planReceipt, recordReceiptResult } from '../persistence/plan-receipt.ts';
import { mailStopOf } from '../persistence/mail-stops.ts';
import { loggedReason, type MailSender } from './mail-sender.ts';
import { noticeInstructions, perPolicy, policiesAt } from './notice-instructions.ts';
import { answerHeaders, answerSubject } from './outgoing-mail.ts';

type Mailbox = NonNullable<NoticeDoors['email']>;

export type ReceiptContext = {
  readonly table: Table;
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
  readonly config: Pick<Config, 'policies' | 'defaultPolicy'>;
  /** The configured mailbox and the texts of messages. */
  readonly notices: Pick<NoticeDoors, 'templates'> & { readonly email: Mailbox };
  readonly send: MailSender;
};

/** Why a message gets no receipt. */
export type ReceiptOutcome =
  | 'sent'
  | 'rejected'
  | NoReceipt
  /** It is no notice, a robot sent it, its sender is unverified, or SES suspects it. */
  | 'no-notice'
  | 'automatic'
  | 'unverified'
  | 'suspect'
  /** Its sender is the product itself or a robot's address. */
  | 'own-address'
  | 'robot-address'
  /** It was received more than a day ago: a redelivery. */
  | 'late'
  /** A message to the address bounced, or its owner complained. */
  | 'stopped';

/**
 * Answers an e-mail that became a notice by one receipt for its thread.
 *
 * Order: record the receipt, send it, record the result. If the process stops before the last step, a retry sends it again.
 */
export const sendReceipt = async (
  context: ReceiptContext,
  { mail, result }: { readonly mail: MailMessage; readonly result: DeliveryResult },
): Promise<ReceiptOutcome> => {
  const outcome = await answer(context, mail, result);
  if (outcome === 'sent') context.telemetry.count('ReceiptsSent');
  return outcome;
};

const answer = async (
  { table, telemetry, clock, config, notices, send }: ReceiptContext,
  mail: MailMessage,
  result: DeliveryResult,
): Promise<ReceiptOutcome> => {
  if (result.kind !== 'notice') return 'no-notice';
  const { from } = mail;
  const reason = withoutReceipt(mail, notices.email);
  if (reason !== undefined || from === undefined) return reason ?? 'unverified';
  const at = clock();
  if (at - result.receivedAt > DAY_MS) return 'late';
  const record = await findProfile(table, result.customer, at);
  if (record === undefined) return 'no-notice';
  if ((await mailStopOf(table, from)) !== undefined) return 'stopped';
  const thread = [...mail.references, ...(mail.messageId === undefined ? [] : [mail.messageId])];
  const planned = { customer: result.customer, notice: result.id, to: from, at, thread };
  const none = await planReceipt(table, planned);
  if (none !== undefined) return none;
  const values = receiptValues(config, record, result, noticeAddress(notices, record.noticeToken));
  const sent = await send({
    from: notices.email.from,
    to: from,
    subject: answerSubject(mail.subject, 'We received your notice'),
    text: receiptText(notices.templates ?? {}, values),
    headers: answerHeaders(mail.messageId, mail.references),
  });
  const ended =
    sent.kind === 'sent' ? { at: clock(), messageId: sent.messageId } : { at: clock(), rejected: sent.reason };
  await recordReceiptResult(table, planned, ended);
  if (sent.kind === 'sent') return 'sent';
  telemetry.count('MailRejected');
  telemetry.note('SES rejected a receipt', { notice: result.factId, reason: loggedReason(sent.reason) });
  return 'rejected';
};

/** Addresses of systems: an answer to them is pointless, or starts a loop (RFC 3834, section 2). */
const ROBOT =
  /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|auto-?reply|owner-.*|.*-(?:request|owner|bounces?))(?:[+=-].*)?$/;

/** Returns why a message of a customer gets no receipt; undefined if it gets one. */
const withoutReceipt = (
  { from, isAutomatic, isDmarcPassed, verdicts }: MailMessage,
  { domain, from: own }: Mailbox,
): ReceiptOutcome | undefined => {
  if (isAutomatic) return 'automatic';
  if (from === undefined || !isDmarcPassed) return 'unverified';
  if (verdicts['spam'] === 'FAIL' || verdicts['virus'] === 'FAIL') return 'suspect';
  if (from === own.toLowerCase() || from.endsWith(`@${domain}`)) return 'own-address';
  return ROBOT.test(from.slice(0, from.lastIndexOf('@'))) ? 'robot-address' : undefined;
};

const receiptValues = (
  config: ReceiptContext['config'],
  record: CustomerRecord,
  { id, receivedAt }: { readonly id: string; readonly receivedAt: Instant },
  address: string | undefined,
): ReceiptValues => {
  const uses = policiesAt(config, record, receivedAt);
  return {
    reference: id,
    receivedAt: receiptTime(receivedAt, uses[0]?.policy.timeZone ?? 'UTC'),
    next: perPolicy(uses, nextSteps, ' '),
    contract: noticeInstructions(uses, address),
  };
};

/** Returns an instant in UTC, and in the time zone of the contract: `2026-10-20 11:59:58 UTC (2026-10-20 04:59:58 America/Los_Angeles)`. */
const receiptTime = (at: Instant, zone: string): string => {
  const local = zone === 'UTC' ? '' : ` (${secondText(at + localOffset(zone, at))} ${zone})`;
  return `${secondText(at)} UTC${local}`;
};

const secondText = (instant: Instant): string =>
  formatInstant(instant).slice(0, 'yyyy-mm-ddThh:mm:ss'.length).replace('T', ' ');
