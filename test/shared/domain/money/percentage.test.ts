import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareFractions, fraction } from '../../../../shared/domain/money/fraction.ts';
import { parsePercentage } from '../../../../shared/domain/money/percentage.ts';

test.each(['0', '100', '99.9', '100.000', '0.05', '007', '99.99999999999999999999'])(
  '%s is a percentage',
  (written) => {
    expect(parsePercentage(written)).toMatchObject({ written });
  },
);

test.each(['', '-1', '+1', '100.1', '101', '99,9', '99.', '.5', '1e1', '99.9%', ' 99', '99.9\n', 'Infinity', '٩'])(
  '%j is not a percentage',
  (written) => {
    expect(parsePercentage(written)).toBeUndefined();
  },
);

test('a percentage keeps all its digits', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n }), (scaled) => {
      const padded = String(scaled).padStart(19, '0');
      const parsed = parsePercentage(`${padded.slice(0, -18)}.${padded.slice(-18)}`);
      expect(parsed === undefined ? undefined : compareFractions(parsed, fraction(scaled, 10n ** 20n))).toBe(0);
    }),
  );
});
