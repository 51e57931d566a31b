import { describe, expect, test } from 'vitest';
import { monthPage } from '../../../shared/web/month-page.ts';
import { statementPage } from '../../../shared/web/statement-page.ts';
import { textOf } from '../../support/builders/page-markup.ts';
import { samplePage } from '../../support/builders/sample-statement.ts';
import { sampleMonth } from '../../support/builders/sample-month.ts';

describe('hostile text', () => {
  const evil = `</title><script>alert(1)</script><img src=x onerror="alert(2)">"'&`;
  const spoilt = `<script>`;

  test('is shown as text on a statement', () => {
    const given = samplePage();
    const named = JSON.stringify(given.customerMonth).replaceAll(/"(acme\/4107|voice|twilio 3p9vb6w1zk5c)"/g, () =>
      JSON.stringify(evil),
    );
    const changed: typeof given.customerMonth = JSON.parse(named);
    const page = statementPage({
      ...given,
      customerMonth: changed,
      policies: given.policies.map((policy) => ({
        ...policy,
        terms: { title: evil, url: `javascript:${evil}`, summary: [evil] },
      })),
      customerName: evil,
      annotations: {
        ...Object.fromEntries(
          Object.keys(given.annotations ?? {}).map((fact) => [
            fact,
            { text: evil, channel: evil, incident: evil, title: evil },
          ]),
        ),
        [`notice ${evil}`]: { text: `${evil}\nsecond line` },
      },
      revisions: given.revisions.map((revision) => ({ ...revision, reason: evil })),
      stored: { sha256: evil, href: evil },
    });
    expect(page).not.toContain(spoilt);
    expect(page).not.toContain('<img');
    expect(textOf(page)).toContain(evil);
    expect(page).not.toMatch(/href="[^"#]*[<>]/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  test('is shown as text on a month', () => {
    const given = sampleMonth();
    const page = monthPage({
      ...given,
      credits: given.credits.map((line) => ({ ...line, name: evil, href: evil })),
      blocked: [{ customer: evil, reason: evil }],
      attention: [{ kind: evil, subject: evil, customer: evil, note: evil }],
      names: { providers: { 'twilio 3p9vb6w1zk5c': { name: evil, url: evil } } },
    });
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toContain('<img');
  });
});
