import { describe, expect, test } from 'vitest';
import { parseHelpdeskPost } from '../../../shared/ingest/helpdesk-post.ts';
import freshdesk from '../../fixtures/payloads/helpdesk-freshdesk.json' with { type: 'json' };
import intercom from '../../fixtures/payloads/helpdesk-intercom.json' with { type: 'json' };
import zammad from '../../fixtures/payloads/helpdesk-zammad.json' with { type: 'json' };
import zendesk from '../../fixtures/payloads/helpdesk-zendesk.json' with { type: 'json' };
import { instant } from '../../support/builders/instant-text.ts';

const NOW = instant('2026-10-14T18:00:00Z');
const CREATED = instant('2026-10-14T17:40:02Z');
const parsed = (body: unknown) => parseHelpdeskPost(body, NOW);

describe('without a template', () => {
  test.each([
    ['Zendesk', zendesk, '35436', CREATED],
    ['Zammad', zammad, '81', CREATED + 331],
    ['Freshdesk', freshdesk, '912', NOW],
    ['Intercom', intercom, '215468', CREATED],
  ])('a payload of %s has its requester, text, ticket and receipt', (_, body, id, receivedAt) => {
    expect(parsed(body)).toMatchObject({
      from: 'ops@acme.example',
      text: 'Since 15:10 UTC every call returns 503.',
      receivedAt,
      recognizedAt: receivedAt,
      ticket: { id },
    });
  });

  test('a notification of an old Intercom API has its requester and text', () => {
    const { source, created_at, ...item } = intercom.data.item;
    const { author, ...message } = source;
    const old = { ...item, created_at: String(created_at), user: author, conversation_message: message };
    expect(parsed({ ...intercom, data: { ...intercom.data, item: old } })).toMatchObject({
      from: 'ops@acme.example',
      text: 'Since 15:10 UTC every call returns 503.',
      receivedAt: CREATED,
      ticket: { id: '215468' },
    });
  });

  test('a ticket of Freshdesk may name its requester as a contact', () => {
    const { ticket_requester_email, ...ticket } = freshdesk.freshdesk_webhook;
    const renamed = { freshdesk_webhook: { ...ticket, ticket_contact_email: ticket_requester_email } };
    expect(parsed(renamed).from).toBe('ops@acme.example');
  });

  test.each(['', '0', 0, ' '])('a conversation created at %j was received now, not in 1970', (created_at) => {
    const item = { ...intercom.data.item, created_at };
    expect(parsed({ ...intercom, data: { ...intercom.data, item } }).receivedAt).toBe(NOW);
  });

  test('a ticket from the future was received now', () => {
    const later = { ...zendesk, detail: { ...zendesk.detail, created_at: '2026-10-15T00:00:00Z' } };
    expect(parsed(later).receivedAt).toBe(NOW);
  });
});

test('a post has its customer, times, step, service, month and ticket', () => {
  const body = {
    customer: 'acme',
    text: 'down',
    receivedAt: '2026-10-14T19:00:00+02:00',
    recognizedAt: '2026-10-14T16:30:00Z',
    step: 'claim',
    service: 'voice',
    month: '2026-10',
    ticket: { id: 12, url: 'https://desk.example/12' },
  };
  expect(parsed(body)).toEqual({
    ...body,
    receivedAt: instant('2026-10-14T17:00:00Z'),
    recognizedAt: instant('2026-10-14T16:30:00Z'),
    ticket: { id: '12', url: 'https://desk.example/12' },
  });
});

test('empty placeholders and unknown keys count as missing', () => {
  const body = { requester: 'a@b.example', text: 'down', step: '', month: null, ticket: { id: 1, url: '' }, extra: 1 };
  expect(parsed(body)).toEqual({
    from: 'a@b.example',
    text: 'down',
    receivedAt: NOW,
    recognizedAt: NOW,
    ticket: { id: '1' },
  });
});

test.each([
  ['"Olive" <OPS@acme.example>', 'ops@acme.example'],
  [' ops@acme.example ', 'ops@acme.example'],
  ['ops@acme.example <evil@evil.example>', 'evil@evil.example'],
])('the address of %j is %s', (requester, from) => {
  expect(parsed({ requester, text: 'down' }).from).toBe(from);
});

test.each([
  [[], '', 'not an object'],
  [{}, 'text', 'missing'],
  [{ text: ' ' }, 'text', 'empty'],
  [{ text: 7 }, 'text', 'not text'],
  [{ text: 'x', receivedAt: '2026-10-14T18:00:00.001Z' }, 'receivedAt', 'in the future'],
  [{ text: 'x', receivedAt: '14 October' }, 'receivedAt', 'not an instant'],
  [
    { text: 'x', receivedAt: '2026-10-14T17:00:00Z', recognizedAt: '2026-10-14T17:00:01Z' },
    'receivedAt',
    'before recognizedAt',
  ],
  [{ text: 'x', step: 'complaint' }, 'step', 'not one of notice, claim'],
  [{ text: 'x', month: '2026-12' }, 'month', 'has not begun'],
  [{ text: 'x', ticket: { id: 'a\nb' } }, 'ticket.id', 'has control characters'],
  [{ text: 'x', ticket: 12 }, 'ticket', 'not an object'],
])('rejects %j', (body, at, rule) => {
  expect(() => parsed(body)).toThrow(`${at === '' ? 'input' : at}: ${rule}`);
});
