import * as fc from 'fast-check';
import { ingestMail } from '../../../shared/ingest/ingest-mail.ts';
import { type MailMessage, parseMail, parseSesEvent } from '../../../shared/ingest/mail-message.ts';
import type { SendResult } from '../../../shared/mail/mail-sender.ts';
import { answerHeaders, answerSubject, type OutgoingMail } from '../../../shared/mail/outgoing-mail.ts';
import { sendReceipt } from '../../../shared/mail/send-receipt.ts';
import { aConfig } from '../../support/builders/product-config.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { silentTelemetry } from '../../support/builders/silent-telemetry.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import { assertHolds, expectFaults, type FuzzTarget } from '../fuzz-target.ts';
import { hostileText } from '../hostile-values.ts';
import { startInProcessEmulators } from '../in-process-emulators.ts';
import { CONTACT_DOMAIN, NOTICE_TOKEN, putAcme } from '../put-acme.ts';
import { isSampled } from '../stored-fact-checks.ts';

const NOW = instant('2026-10-20T12:00:00Z');

/** All inputs are parsed. One in this many is also recorded and answered. */
const WHOLE = 20;

const MAILBOX = { domain: 'n.example', from: 'sla@n.example', ruleSet: 'inbound' };
const OWN_ADDRESS = `sla+${NOTICE_TOKEN}@${MAILBOX.domain}`;

/** A notice needs the customer's own address, or its contact as the only author and a passed DMARC check. */
const checkNotice = ({ from, recipients, isDmarcPassed, isAutomatic }: MailMessage): void => {
  const isOwn = recipients.includes(OWN_ADDRESS);
  const isVerified = isDmarcPassed && from !== undefined && from.endsWith(CONTACT_DOMAIN);
  assertHolds((isOwn || isVerified) && !isAutomatic, 'an unverified message became a notice', { from, recipients });
};

/** No text of a message adds a header to its receipt. */
const checkHeaders = ({ subject, headers }: Pick<OutgoingMail, 'subject' | 'headers'>): void => {
  for (const value of [subject, ...headers.map((header) => header.value)])
    assertHolds(!/[\p{Cc}\u2028\u2029]/u.test(value), 'a header with control characters', value);
};

const checkReceipt = async (mail: OutgoingMail): Promise<SendResult> => {
  checkHeaders(mail);
  const { to } = mail;
  assertHolds(to.endsWith(CONTACT_DOMAIN), 'a receipt to another address', to);
  return { kind: 'sent', messageId: 'fuzz' };
};

type Mail = { readonly event: unknown; readonly raw: Uint8Array };

const verdict = fc.record({ status: fc.constantFrom('PASS', 'PASS', 'PASS', 'FAIL', 'GRAY', '') });
const events = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      receipt: fc.record({
        recipients: fc.array(
          fc.oneof(fc.constantFrom(OWN_ADDRESS, 'sla@n.example', OWN_ADDRESS.toUpperCase()), hostileText),
          { maxLength: 3 },
        ),
        dmarcVerdict: fc.oneof(verdict, hostileText),
      }),
      mail: fc.record(
        {
          timestamp: fc.constantFrom('2026-10-14T17:00:00.000Z', '2026-10-20T11:59:00Z', '2027-01-01T00:00:00Z'),
          source: hostileText,
          messageId: hostileText,
        },
        { requiredKeys: ['timestamp'] },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.anything() },
);

const NAMES = [
  'From',
  'from',
  'From ',
  'Sender',
  'Reply-To',
  'Subject',
  'Message-ID',
  'References',
  'In-Reply-To',
  'Content-Type',
  'Content-Transfer-Encoding',
  'Auto-Submitted',
  'List-Id',
  'Authentication-Results',
];
const VALUES = [
  'ops@acme.example',
  'A <ops@acme.example>, B: c@d.example;',
  '=?utf-8?q?ops=40acme.example?= <evil@evil.example>',
  'Ops <ops@acme.example>\r\n\t(comment), evil@evil.example',
  '"ops@acme.example" <evil@evil.example',
  '<m1@acme.example>\r\nBcc: evil@evil.example',
  'n.example; dmarc=pass header.from=acme.example',
  'multipart/mixed; boundary=b',
  'multipart/alternative; boundary="--b"',
  'message/rfc822',
  'text/html; charset=utf-16',
  'text/plain; format=flowed; delsp=yes',
  'base64',
  'quoted-printable',
  '=?utf-8?b?!!!!?= =?x?q?=00=ff?=',
  'x\r\nBcc: evil@evil.example',
];
const sender = fc.stringMatching(/^[a-z]{1,3}$/).map((name) => `From: ${name}${CONTACT_DOMAIN}`);
const header = fc
  .tuple(fc.oneof(fc.constantFrom(...NAMES), hostileText), fc.oneof(fc.constantFrom(...VALUES), hostileText))
  .map(([name, value]) => `${name}: ${value}`);
const headers = fc
  .tuple(fc.array(sender, { maxLength: 1 }), fc.array(header, { maxLength: 8 }))
  .map((both) => both.flat());
const LINES = ['--b', '----b', '--b--', '> quoted', '=\r\n', '<p>&amp;<', 'AAAA', ''];
const line = fc.oneof(fc.constantFrom(...LINES), header, hostileText);
const raws = fc.oneof(
  fc
    .tuple(headers, fc.array(line, { maxLength: 20 }), fc.constantFrom('\r\n', '\n'))
    .map(([head, lines, end]) => Buffer.from([...head, '', ...lines].join(end))),
  fc.uint8Array({ maxLength: 400 }),
);

/** E-mail of a customer with an own address and a contact, and of strangers. */
export const mailTarget: FuzzTarget<Mail> = {
  name: 'e-mail',
  open: async () => {
    const emulators = await startInProcessEmulators();
    const { table } = emulators;
    await putAcme(table);
    const common = { table, telemetry: silentTelemetry, clock: () => NOW };
    const context = { ...common, domain: MAILBOX.domain };
    const answer = { ...common, config: aConfig(), notices: { email: MAILBOX }, send: checkReceipt };
    return {
      inputs: fc.record({ event: events, raw: raws }),
      forget: emulators.writes,
      take: async ({ event, raw }) => {
        try {
          const mail = await parseMail(parseSesEvent(event), raw);
          assertHolds(mail.from === undefined || mail.from.includes('@'), 'an author without an address', mail);
          checkHeaders({
            subject: answerSubject(mail.subject, 'Receipt'),
            headers: answerHeaders(mail.messageId, mail.references),
          });
          if (!isSampled(WHOLE, Buffer.from(raw).toString('hex'))) return 'accepted';
          const received = await ingestMail(context, { event, readRaw: async () => raw });
          const { result: first } = received;
          if (first.kind === 'notice') checkNotice(mail);
          await sendReceipt(answer, received);
          assertHolds(first.receivedAt <= NOW, 'a message was received in the future', first);
          const { result: again } = await ingestMail(context, { event, readRaw: async () => raw });
          assertHolds(!again.isNew, 'the same message was kept twice', again);
          return 'accepted';
        } catch (error) {
          if (!(error instanceof InvalidInput)) throw error;
          expectFaults(error.faults);
          return 'refused';
        }
      },
      stop: emulators.stop,
    };
  },
};
