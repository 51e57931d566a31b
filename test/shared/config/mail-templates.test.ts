import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  mailTemplates,
  PLACEHOLDERS,
  receiptText,
  statementMailSubject,
  statementMailText,
} from '../../../shared/config/mail-templates.ts';
import { tryParse } from '../../../shared/lib/validation.ts';

const values = { reference: 'r-1', receivedAt: 'noon', next: 'Nothing.', contract: 'Notify us.' };

describe('receiptText', () => {
  test('has every value without a template', () => {
    const text = receiptText({}, values);
    for (const value of Object.values(values)) expect(text).toContain(value);
    expect(text).not.toMatch(/[{}]/);
  });

  test('uses the template of the operator', () => {
    expect(receiptText({ receipt: 'Hallo {reference} {reference}' }, values)).toBe('Hallo r-1 r-1');
  });

  test('a value with braces or dollars is inserted as it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PLACEHOLDERS.receipt), fc.string(), (name, value) => {
        const filled = { ...values, [name]: `{next}$&${value}` };
        expect(receiptText({ receipt: `a{${name}}b` }, filled)).toBe(`a{next}$&${value}b`);
      }),
    );
  });
});

test('a template with an unknown name is rejected with the known ones', () => {
  expect(tryParse(mailTemplates, { receipt: 'Dear {customer}' }).issues).toEqual([
    {
      path: ['receipt'],
      rule: 'no value has the name {customer} ({reference}, {receivedAt}, {next}, {contract})',
    },
  ]);
});

describe('the message with a statement', () => {
  const statement = {
    customer: 'Acme',
    month: 'October 2026',
    revision: '2',
    credit: 'Your credit is 1.00 USD.',
    calculation: 'One credit.',
    contract: 'Notify us.',
    contact: 'reply.',
  };

  test('has every value without a template', () => {
    const text = statementMailText({}, statement);
    for (const value of Object.values(statement)) expect(text).toContain(value);
    expect(text).not.toMatch(/[{}]/);
    expect(statementMailSubject({}, statement)).toBe('Service credit statement for October 2026, revision 2');
  });

  test('uses the templates of the operator', () => {
    const templates = { statement: 'Hallo {customer}: {credit}', statementSubject: 'Gutschrift {month}' };
    expect(statementMailText(templates, statement)).toBe('Hallo Acme: Your credit is 1.00 USD.');
    expect(statementMailSubject(templates, statement)).toBe('Gutschrift October 2026');
  });

  test.each([
    [{ statement: '{reference}' }, 'statement', /^no value has the name \{reference\} \(\{customer\}, /],
    [{ statementSubject: '{calculation}' }, 'statementSubject', /^no value has the name \{calculation\}/],
    [{ statementSubject: 'a\nBcc: b' }, 'statementSubject', /^more than one line$/],
    [{ statement: '' }, 'statement', /^empty$/],
    [{ goodbye: 'x' }, 'goodbye', /^not a known key$/],
  ])('rejects %j', (templates, key, rule) => {
    const [issue] = tryParse(mailTemplates, templates).issues ?? [];
    expect(issue?.path).toEqual([key]);
    expect(issue?.rule).toMatch(rule);
  });

  test('a property inherited by every object is no value', () => {
    expect(tryParse(mailTemplates, { statement: '{constructor}' }).issues).toHaveLength(1);
  });
});
