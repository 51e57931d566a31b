import { expect, test } from 'vitest';
import { consoleFrame, noteBanner } from '../../../../functions/console/pages/console-frame.ts';
import { monthPage } from '../../../../shared/web/month-page.ts';
import { html } from '../../../../shared/web/html.ts';
import { sampleMonth } from '../../../support/builders/sample-month.ts';

test('the frame adds the navigation and the banner above a page, once', () => {
  const frame = consoleFrame({ stage: 'prod', by: 'a principal', section: 'months', banner: noteBanner(html`a note`) });
  const page = monthPage({ ...sampleMonth(), frame });
  expect(page.match(/<nav class="console"/g)).toHaveLength(1);
  expect(page.match(/<aside class="banner" aria-label="Note">a note<\/aside>/g)).toHaveLength(1);
  expect(page.indexOf('a note')).toBeLessThan(page.indexOf('<h1>'));
  expect(page).toContain('<a href="/console" aria-current="true">Months</a>');
});

test('a page without a frame has no navigation', () => {
  expect(monthPage(sampleMonth())).not.toContain('<nav');
});
