import { InvalidInput } from '../../../shared/lib/validation.ts';
import { describe, expect, test } from 'vitest';
import { loadNoticeDoors, noticeAddress } from '../../../shared/config/notice-doors.ts';

const email = { domain: 'notices.example.com', from: 'help@notices.example.com', ruleSet: 'inbound' };

describe('noticeAddress', () => {
  test.each([
    [{ email }, 'acmetoken1234', 'sla+acmetoken1234@notices.example.com'],
    [{ email }, undefined, 'help@notices.example.com'],
    [{ email: { ...email, from: 'help@example.com' } }, undefined, 'sla@notices.example.com'],
    [{}, 'acmetoken1234', undefined],
  ])('under %j with the token %j is %j', (notices, token, address) => {
    expect(noticeAddress(loadNoticeDoors(notices), token)).toBe(address);
  });
});

describe('loadNoticeDoors', () => {
  test('accepts receipts with a mailbox', () => {
    expect(loadNoticeDoors({ email, receipts: true, statements: false })).toMatchObject({ receipts: true });
  });

  test('accepts statements with a mailbox and a template', () => {
    const notices = { email, statements: true, templates: { statement: 'Dear {customer}' } };
    expect(loadNoticeDoors(notices)).toMatchObject(notices);
  });

  test.each([
    [{ receipts: true }, 'receipts', 'receipts answer e-mails, so they need notices.email'],
    [{ statements: true }, 'statements', 'statements are mailed from notices.email.from, so they need notices.email'],
    [{ email, templates: { statement: '{door}' } }, 'templates.statement', 'no value has the name {door}'],
    [{ email, templates: { goodbye: 'x' } }, 'templates.goodbye', 'not a known key'],
  ])('rejects %j', (notices, at, rule) => {
    const load = () => loadNoticeDoors(notices);
    expect(load).toThrow(InvalidInput);
    expect(load).toThrow(at);
    expect(load).toThrow(rule);
  });
});
