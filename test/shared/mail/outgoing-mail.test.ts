import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerHeaders, answerSubject } from '../../../shared/mail/outgoing-mail.ts';
import { sesRequest } from '../../../shared/mail/mail-sender.ts';

const HOSTILE = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('\r\n', '\n', 'Bcc: x@y.example', '<a@b>', '<a@b>\r\nBcc: c@d', '\u2028', ' ', 'é'))
    .map((parts) => parts.join('')),
);

describe('answerHeaders', () => {
  test('marks the answer as automatic and puts it into the thread', () => {
    expect(answerHeaders('<c@acme.example>', ['<a@acme.example>', '<b@acme.example>'])).toEqual([
      { name: 'Auto-Submitted', value: 'auto-replied' },
      { name: 'X-Auto-Response-Suppress', value: 'All' },
      { name: 'In-Reply-To', value: '<c@acme.example>' },
      { name: 'References', value: '<a@acme.example> <b@acme.example> <c@acme.example>' },
    ]);
  });

  test.each([
    undefined,
    '',
    'c@acme.example',
    '<c d@acme.example>',
    '<c@acme.example>\r\nBcc: <x@y>',
    '<é@acme.example>',
  ])('leaves out the id %j', (messageId) => {
    expect(answerHeaders(messageId, ['<a@acme.example>']).map(({ name }) => name)).toEqual([
      'Auto-Submitted',
      'X-Auto-Response-Suppress',
    ]);
  });

  test('a long thread keeps its first and its last ids', () => {
    const ids = Array.from({ length: 60 }, (_, i) => `<${'m'.repeat(60)}${i}@acme.example>`);
    const references = answerHeaders('<last@acme.example>', ids).at(-1)?.value ?? '';
    expect(references.length).toBeLessThanOrEqual(870);
    expect(references.split(' ')[0]).toBe(ids[0]);
    expect(references.split(' ').slice(-2)).toEqual([ids[59], '<last@acme.example>']);
  });

  test('no id of a sender adds a header', () => {
    fc.assert(
      fc.property(HOSTILE, fc.array(HOSTILE), (messageId, references) => {
        for (const { name, value } of answerHeaders(messageId, references)) {
          expect(name).toMatch(/^[!-9;-~]{1,126}$/);
          expect(value).toMatch(/^[ -~]{1,870}$/);
        }
      }),
    );
  });
});

describe('answerSubject', () => {
  test.each([
    ['Outage', 'Re: Outage'],
    ['RE: re:  Outage', 'Re: Outage'],
    ['Outage\r\nBcc: x@y.example', 'Re: Outage Bcc: x@y.example'],
    ['  ', 'Received'],
    [undefined, 'Received'],
  ])('answers the subject %j by %j', (subject, answer) => {
    expect(answerSubject(subject, 'Received')).toBe(answer);
  });

  test('is one line of at most 204 characters for any subject', () => {
    fc.assert(
      fc.property(HOSTILE, (subject) => {
        const answer = answerSubject(subject, 'Received');
        expect(answer).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        expect(Array.from(answer).length).toBeLessThanOrEqual(204);
      }),
    );
  });
});

test('the request has one recipient and each header once', () => {
  const headers = answerHeaders('<c@acme.example>', []);
  const mail = { from: 'sla@notices.example.com', to: 'ops@acme.example', subject: 'Re: x', text: 'Hi', headers };
  expect(sesRequest(mail)).toEqual({
    FromEmailAddress: 'sla@notices.example.com',
    Destination: { ToAddresses: ['ops@acme.example'] },
    Content: {
      Simple: {
        Subject: { Data: 'Re: x', Charset: 'UTF-8' },
        Body: { Text: { Data: 'Hi', Charset: 'UTF-8' } },
        Headers: headers.map(({ name, value }) => ({ Name: name, Value: value })),
      },
    },
  });
});
