import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordMailEvents } from '../../../functions/record-mail-events/record-mail-events.ts';
import { sqsEvent } from '../../../local/emulator/sqs-event.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import { parseMailEvent } from '../../../shared/mail/record-mail-event.ts';
import {
  findMailAddress,
  liftMailStop,
  listMailAddresses,
  mailStopOf,
} from '../../../shared/persistence/mail-stops.ts';
import { mailAddressId } from '../../../shared/persistence/sent-mail.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const product = await usingProduct();
const { table } = product.pipeline.account;
const { telemetry } = product;
const record = (event: unknown): Promise<void> =>
  recordMailEvents({ table, telemetry })(sqsEvent([{ Body: JSON.stringify(event) }]));

const mail = { timestamp: '2026-11-02T12:00:00.000Z', messageId: '0100-abc', destination: ['x@acme.example'] };
const bounced = (emailAddress: string, bounceType = 'Permanent', timestamp = '2026-11-02T12:01:00.000Z') => ({
  version: '0',
  'detail-type': 'Email Bounced',
  source: 'aws.ses',
  detail: {
    eventType: 'Bounce',
    mail,
    bounce: {
      feedbackId: 'f-1',
      bounceType,
      bounceSubType: 'General',
      bouncedRecipients: [{ emailAddress, action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1' }],
      timestamp,
    },
  },
});
const complained = (emailAddress: string, complaintFeedbackType?: string) => ({
  'detail-type': 'Email Complaint Received',
  detail: {
    eventType: 'Complaint',
    mail,
    complaint: {
      complainedRecipients: [{ emailAddress }],
      timestamp: '2026-11-02T12:02:00.000Z',
      complaintSubType: null,
      ...(complaintFeedbackType === undefined ? {} : { complaintFeedbackType }),
    },
  },
});

describe('mail to an address', () => {
  test.each([
    ['permanent bounce', bounced('a1@acme.example'), 'a1@acme.example', 'Permanent (General)'],
    [
      'bounce without a reason',
      bounced('a2@acme.example', 'Undetermined'),
      'a2@acme.example',
      'Undetermined (General)',
    ],
    ['complaint', complained('a3@acme.example', 'abuse'), 'a3@acme.example', 'abuse'],
    ['complaint without a type', complained('a4@acme.example'), 'a4@acme.example', 'no reason given'],
    ['bounce of a named address', bounced('Ann <A5@Acme.example>'), 'a5@acme.example', 'Permanent (General)'],
  ])('is stopped by a %s', async (_, event, address, detail) => {
    await record(event);
    expect(await mailStopOf(table, address)).toMatchObject({ address, detail, messageId: '0100-abc' });
  });

  test.each([
    ['transient bounce', bounced('b1@acme.example', 'Transient'), 'b1@acme.example'],
    ['report that it is no spam', complained('b2@acme.example', 'not-spam'), 'b2@acme.example'],
  ])('is not stopped by a %s, which is recorded', async (_, event, address) => {
    await record(event);
    expect(await mailStopOf(table, address)).toBeUndefined();
    expect((await findMailAddress(table, mailAddressId(address)))?.events).toHaveLength(1);
  });

  test('is stopped once by the same event twice', async () => {
    const before = product.counted('MailBounced');
    await record(bounced('twice@acme.example'));
    await record(bounced('twice@acme.example'));
    expect(product.counted('MailBounced')).toBe(before + 1);
    expect((await findMailAddress(table, mailAddressId('twice@acme.example')))?.events).toHaveLength(1);
  });

  test('stays stopped by a transient bounce after the stop', async () => {
    await record(bounced('stay@acme.example'));
    await record(bounced('stay@acme.example', 'Transient', '2026-11-02T13:00:00.000Z'));
    expect(await mailStopOf(table, 'STAY@acme.example')).toMatchObject({ detail: 'Permanent (General)' });
  });

  test('is sent after a lifted stop, and stopped by the next bounce', async () => {
    await record(bounced('lift@acme.example'));
    const address = await findMailAddress(table, mailAddressId('lift@acme.example'));
    if (address === undefined) throw new Error('the address has a bounce');
    // The clock of the person is behind that of SES.
    await liftMailStop(table, address, { at: Date.parse('2026-11-02T12:00:30Z'), by: 'me', reason: 'fixed' });
    expect(await mailStopOf(table, 'lift@acme.example')).toBeUndefined();
    await record(bounced('lift@acme.example', 'Permanent', '2026-11-05T12:00:00.000Z'));
    expect(await mailStopOf(table, 'lift@acme.example')).toMatchObject({ kind: 'bounce' });
  });
});

test('addresses are listed with their stop', async () => {
  const listed = await listMailAddresses(table);
  expect(listed.find(({ address }) => address === 'a1@acme.example')?.stop).toMatchObject({ kind: 'bounce' });
  expect(listed.find(({ address }) => address === 'b1@acme.example')?.stop).toBeUndefined();
});

describe('parseMailEvent', () => {
  test.each([
    ['detail-type', { 'detail-type': 'Email Sent', detail: {} }],
    ['detail', { 'detail-type': 'Email Bounced' }],
    ['bounce', { 'detail-type': 'Email Bounced', detail: { mail } }],
    ['complaint', { ...complained('a@b.example'), detail: { mail } }],
    ['bouncedRecipients', { 'detail-type': 'Email Bounced', detail: { mail, bounce: { bounceType: 'Permanent' } } }],
  ])('rejects an event with a wrong %s', (_, event) => {
    expect(() => parseMailEvent(event)).toThrow(InvalidInput);
  });

  test('throws InvalidInput only for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (event) => {
        expect(() => parseMailEvent(event)).toThrow(InvalidInput);
      }),
    );
  });

  test('returns plain addresses in lower case only', () => {
    const local = fc.stringMatching(/^[A-Za-z0-9.+-]{1,20}$/);
    fc.assert(
      fc.property(fc.string(), fc.option(local), (junk, name) => {
        const written = name === null ? junk : `${junk.replaceAll(/[<>]/g, '')} <${name}@Acme.example>`;
        const addresses = parseMailEvent(bounced(written)).map(({ address }) => address);
        expect(addresses.every((address) => /^[^\s@<>]+@[^\s@<>]+$/.test(address))).toBe(true);
        expect(addresses).toEqual(addresses.map((address) => address.toLowerCase()));
        expect(name === null || addresses.length === 1).toBe(true);
      }),
    );
  });
});

test('an event of another kind is counted as rejected and retried', async () => {
  await expect(record({ 'detail-type': 'Email Sent' })).rejects.toThrow(InvalidInput);
  expect(product.notes.at(-1)).toMatch(/^mail-events refused: /);
});
