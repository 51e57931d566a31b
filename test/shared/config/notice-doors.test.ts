import { describe, expect, test } from 'vitest';
import { loadNoticeDoors, noticeAddress } from '../../../shared/config/notice-doors.ts';

const email = { domain: 'notices.example.com', from: 'help@notices.example.com', ruleSet: 'inbound' };

describe('noticeAddress', () => {
  test.each([
    [{ email }, 'acmetoken1234', 'sla+acmetoken1234@notices.example.com'],
    [{ email }, undefined, 'help@notices.example.com'],
    [{ email: { ...email, from: 'help@example.com' } }, undefined, 'sla@notices.example.com'],
    [{}, 'acmetoken1234', undefined],
  ])('of %j with token %j is %j', (notices, token, address) => {
    expect(noticeAddress(loadNoticeDoors(notices), token)).toBe(address);
  });
});
