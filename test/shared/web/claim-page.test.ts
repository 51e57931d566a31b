import { expect, test } from 'vitest';
import { shortFormSla } from '../../../shared/domain/policy/presets/short-form-sla.ts';
import { publicPresets } from '../../../shared/domain/policy/public-presets.ts';
import { claimPage } from '../../../shared/web/claim-page.ts';
import { statementPage } from '../../../shared/web/statement-page.ts';
import { placeSentence } from '../../../shared/web/notice-guide.ts';
import { textOf } from '../../support/builders/page-markup.ts';
import { parsedPolicy } from '../../support/builders/parsed-policy.ts';
import { aClaim, aPolicy } from '../../support/builders/month-builder.ts';
import { pageOfMonth } from '../../support/builders/sample-page.ts';

test('the page names the place, time limit and content of a notice', () => {
  const text = textOf(claimPage(parsedPolicy(shortFormSla), { address: 'sla@notices.example.com' }));
  expect(text).toContain('Notify us within 24 hours after the outage ends.');
  expect(text).toContain('Write to sla@notices.example.com from an address that you registered with us.');
  expect(text).toContain('When you recognised the outage, with the time zone.');
});

test('the page of automatic credits asks for no notice', () => {
  const text = textOf(claimPage(parsedPolicy({ claim: null }), { address: 'sla@notices.example.com' }));
  expect(text).toContain('Credits are automatic: you need not report an outage.');
  expect(text).not.toContain('Content of a notice');
});

test.each(publicPresets)('the page of $policy.id loads nothing and runs no script', ({ policy }) => {
  const page = claimPage(parsedPolicy(policy), {});
  expect(page).not.toMatch(/<script|src="http|undefined|\[object/);
  expect(page).toContain(`Policy ${policy.id}`);
});

test('text of the operator is escaped', () => {
  const terms = { title: '<b>SLA</b>', url: 'https://example.com/sla', summary: ['<i>One</i>'] };
  expect(claimPage(parsedPolicy({ terms }), { address: '<x>@example.com' })).not.toMatch(/<b>|<i>|<x>/);
});

test.each([
  [{}, 'Write to us by the channel that your contract names.'],
  [{ address: 'a@b.example' }, 'Write to a@b.example from an address that you registered with us.'],
  [{ address: 'a@b.example', isOwn: true }, 'Write to a@b.example.'],
])('the place %j is a sentence', (place, sentence) => {
  expect(placeSentence(place)).toBe(sentence);
});

test('a statement names how and until when to give notice', () => {
  const noticePlace = { address: 'sla+acmetoken1234@notices.example.com', isOwn: true };
  const text = textOf(statementPage(pageOfMonth({ policy: aPolicy({ claim: aClaim() }) }, { noticePlace })));
  expect(text).toContain('How to give notice');
  expect(text).toContain('Notify us within');
  expect(text).toContain('Write to sla+acmetoken1234@notices.example.com.');
});
