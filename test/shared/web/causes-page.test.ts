import { expect, test } from 'vitest';
import { causesPage } from '../../../shared/web/causes-page.ts';
import { figuresIn, textOf } from '../../support/builders/page-markup.ts';

const credit = { currency: 'USD', customers: 1, alarm: 'web-alarm', component: 'web' };
const months = [
  { month: '2026-09', credits: [] },
  {
    month: '2026-10',
    credits: [
      { ...credit, provider: 'twilio', incident: 'a b', amountMinor: 5000 },
      { ...credit, provider: null, incident: null, amountMinor: 15_000 },
    ],
  },
];

test('each table of causes adds up, and incidents have links', () => {
  const page = causesPage({ months, pages: { twilio: { statusPage: { url: 'https://status.twilio.com/' } } } });
  expect(textOf(page)).toContain('Causes, September 2026 to October 2026');
  expect(figuresIn(page).reduce((sum, { value }) => sum + value, 0)).toBe(4 * 20_000);
  expect(page).toContain('<a href="https://status.twilio.com/incidents/a%20b">a b</a>');
});

test('months without credits have no tables', () => {
  expect(textOf(causesPage({ months: [] }))).toContain('No credit was issued.');
});
