import { expect, test } from 'vitest';
import { aConfig } from '../../support/builders/product-config.ts';

test('limits of several currencies are accepted, four eyes are optional', () => {
  const above = [
    { amountMinor: 10_000, currency: 'USD' },
    { amountMinor: 0, currency: 'JPY' },
  ];
  expect(aConfig({ approval: { above } }).approval).toEqual({ above });
  expect(aConfig({ approval: { above: [], fourEyes: true } }).approval).toEqual({ above: [], fourEyes: true });
});

test.each([
  [{ above: [{ amountMinor: 1, currency: 'UDS' }] }, 'approval.above[0].currency: not an ISO 4217 code'],
  [
    {
      above: [
        { amountMinor: 1, currency: 'USD' },
        { amountMinor: 2, currency: 'USD' },
      ],
    },
    'approval.above[1].currency: a second limit in USD',
  ],
  [{ above: [{ amountMinor: -1, currency: 'USD' }] }, 'approval.above[0].amountMinor: below zero'],
])('%j is rejected', (approval, fault) => {
  expect(() => aConfig({ approval })).toThrow(fault);
});
