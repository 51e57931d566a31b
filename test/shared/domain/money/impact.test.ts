import { expect, test } from 'vitest';
import { FULL_IMPACT, parseImpact } from '../../../../shared/domain/money/impact.ts';

test.each([
  ['100', 10_000],
  ['100.00', 10_000],
  ['40', 4000],
  ['40.5', 4050],
  ['0.01', 1],
  ['007.25', 725],
])('%s is %i hundredths', (written, hundredths) => {
  expect(parseImpact(written)).toEqual({ hundredths, written });
});

test.each(['0', '0.00', '100.01', '101', '1.234', '-1', '', '4 0', '1e1', ' 40', '40\n', '0400'])(
  '%j is not an impact',
  (written) => {
    expect(parseImpact(written)).toBeUndefined();
  },
);

test('a full impact is all users', () => {
  expect(FULL_IMPACT).toEqual(parseImpact('100'));
});
