import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mailTemplates, RECEIPT_PLACEHOLDERS, receiptText } from '../../../shared/config/mail-templates.ts';
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
      fc.property(fc.constantFrom(...RECEIPT_PLACEHOLDERS), fc.string(), (name, value) => {
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
