import type { Config } from '../config/config.ts';
import { noticeAddress, type NoticeDoors } from '../config/notice-doors.ts';
import { type ReceiptValues, receiptText } from '../config/mail-templates.ts';
import { versionOfMonth } from '../config/policy-versions.ts';
import type { Telemetry } from '../config/telemetry-names.ts';
import { claimGuide, nextSteps } from '../domain/policy/claim-guide.ts';
import type { ConfiguredPolicy } from '../domain/policy/policy-in-words.ts';
import { localDate, localOffset, monthOfDate } from '../domain/time/calendar.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import type { MailMessage } from '../ingest/mail-message.ts';
import type { DeliveryResult } from '../ingest/record-notice-message.ts';
import { DAY_MS } from '../lib/time-units.ts';
import { contractsOfRecord, type CustomerRecord } from '../persistence/customer-record.ts';
import { findProfile } from '../persistence/customer-versions.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { type NoReceipt, planReceipt, recordReceiptResult } from '../persistence/plan-receipt.ts';
import type { MailSender } from './mail-sender.ts';
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
  | 'late';

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
  telemetry.note('SES rejected a receipt', { notice: result.factId, reason: sent.reason });
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

/** The contracts of a record that have one policy. */
type PolicyUse = { readonly policy: ConfiguredPolicy; readonly services: string[] };

/** Returns the policies of a record in force in the local month of an instant, each once. An unknown policy is left out. */
const policiesAt = (
  { policies, defaultPolicy }: ReceiptContext['config'],
  record: CustomerRecord,
  at: Instant,
): PolicyUse[] => {
  const uses = new Map<string, PolicyUse>();
  for (const { service, name, policy: id = defaultPolicy } of contractsOfRecord(record)) {
    const versions = Object.hasOwn(policies, id) ? (policies[id] ?? []) : [];
    const zone = versions[0]?.timeZone ?? 'UTC';
    const policy = versionOfMonth(versions, monthOfDate(localDate(zone, at)));
    if (policy === undefined) continue;
    const use = uses.get(id) ?? { policy, services: [] };
    if (service !== undefined) use.services.push(name ?? service);
    uses.set(id, use);
  }
  return [...uses.values()];
};

const receiptValues = (
  config: ReceiptContext['config'],
  record: CustomerRecord,
  { id, receivedAt }: { readonly id: string; readonly receivedAt: Instant },
  address: string | undefined,
): ReceiptValues => {
  const uses = policiesAt(config, record, receivedAt);
  const perPolicy = (sentences: (policy: ConfiguredPolicy) => readonly string[], separator: string): string =>
    uses
      .map(({ policy, services }) => {
        const text = sentences(policy).join(separator);
        return uses.length === 1 ? text : `${services.join(', ')}: ${text}`;
      })
      .join('\n');
  const place = address === undefined ? '' : `Write to ${address}.\n`;
  return {
    reference: id,
    receivedAt: receiptTime(receivedAt, uses[0]?.policy.timeZone ?? 'UTC'),
    next: perPolicy(nextSteps, ' '),
    contract: `${place}${perPolicy((policy) => {
      const { steps, notes } = claimGuide(policy);
      return [...steps, ...notes];
    }, '\n')}`,
  };
};

/** Returns an instant in UTC, and in the time zone of the contract: `2026-10-20 11:59:58 UTC (2026-10-20 04:59:58 America/Los_Angeles)`. */
const receiptTime = (at: Instant, zone: string): string => {
  const local = zone === 'UTC' ? '' : ` (${secondText(at + localOffset(zone, at))} ${zone})`;
  return `${secondText(at)} UTC${local}`;
};

const secondText = (instant: Instant): string =>
  formatInstant(instant).slice(0, 'yyyy-mm-ddThh:mm:ss'.length).replace('T', ' ');
