import * as fc from 'fast-check';
import { ingestMail } from '../../../shared/ingest/ingest-mail.ts';
import { parseMail, parseSesEvent } from '../../../shared/ingest/mail-message.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { silentTelemetry } from '../../support/builders/silent-telemetry.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import { assertHolds, expectFaults, type FuzzTarget } from '../fuzz-target.ts';
import { hostileText } from '../hostile-values.ts';
import { startInProcessEmulators } from '../in-process-emulators.ts';
import { isSampled } from '../stored-fact-checks.ts';

const NOW = instant('2026-10-20T12:00:00Z');

/** All inputs are parsed. One in this many is also recorded. */
const WHOLE = 50;

type Mail = { readonly event: unknown; readonly raw: Uint8Array };

const verdict = fc.record({ status: fc.constantFrom('PASS', 'FAIL', 'GRAY', '') });
const events = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      receipt: fc.record({
        recipients: fc.array(fc.oneof(fc.constant('sla+acmetoken1234@n.example'), hostileText), { maxLength: 3 }),
        dmarcVerdict: fc.oneof(verdict, hostileText),
      }),
      mail: fc.record(
        {
          timestamp: fc.constantFrom('2026-10-14T17:00:00.000Z', '2027-01-01T00:00:00Z'),
          source: hostileText,
          messageId: hostileText,
        },
        { requiredKeys: ['timestamp'] },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.anything() },
);

const NAMES = ['From', 'from', 'Subject', 'Message-ID', 'Content-Type', 'Content-Transfer-Encoding', 'Auto-Submitted'];
const VALUES = [
  'ops@acme.example',
  'A <ops@acme.example>, B: c@d.example;',
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
const header = fc
  .tuple(fc.oneof(fc.constantFrom(...NAMES), hostileText), fc.oneof(fc.constantFrom(...VALUES), hostileText))
  .map(([name, value]) => `${name}: ${value}`);
const LINES = ['--b', '----b', '--b--', '> quoted', '=\r\n', '<p>&amp;<', 'AAAA', ''];
const line = fc.oneof(fc.constantFrom(...LINES), header, hostileText);
const raws = fc.oneof(
  fc
    .tuple(fc.array(header, { maxLength: 8 }), fc.array(line, { maxLength: 20 }), fc.constantFrom('\r\n', '\n'))
    .map(([headers, lines, end]) => Buffer.from([...headers, '', ...lines].join(end))),
  fc.uint8Array({ maxLength: 400 }),
);

/** E-mail. No customer exists, so each valid message is kept as an unmatched message. */
export const mailTarget: FuzzTarget<Mail> = {
  name: 'e-mail',
  open: async () => {
    const emulators = await startInProcessEmulators();
    const context = {
      table: emulators.table,
      telemetry: silentTelemetry,
      clock: () => NOW,
      domain: 'n.example',
    };
    return {
      inputs: fc.record({ event: events, raw: raws }),
      forget: emulators.writes,
      take: async ({ event, raw }) => {
        try {
          const mail = await parseMail(parseSesEvent(event), raw);
          assertHolds(mail.from === undefined || mail.from.includes('@'), 'an author without an address', mail);
          if (!isSampled(WHOLE, Buffer.from(raw).toString('hex'))) return 'accepted';
          const { result: first } = await ingestMail(context, { event, readRaw: async () => raw });
          assertHolds(first.kind === 'unmatched', 'a message without a customer became a notice', first);
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
