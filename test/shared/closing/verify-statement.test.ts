import { expect, test } from 'vitest';
import { verifyStatement } from '../../../shared/closing/verify-statement.ts';
import { aPolicy, down, perPeriod, statement } from '../../support/builders/month-builder.ts';

const credit = perPeriod({ cap: { serviceFeeDays: 7 } });
const stated = statement({ policy: aPolicy({ credit }), facts: [down('14T17:00', '14T19:00')] });

test('a statement agrees with its own explanation', () => {
  expect(verifyStatement(stated)).toBeUndefined();
});

test.each([
  { change: { credits: 5 }, says: 'credits 5, explained 4' },
  { change: { rateBps: null }, says: 'rateBps null, explained 2000' },
  { change: { uncappedMinor: 20_001 }, says: 'uncappedMinor 20001, explained 20000' },
  { change: { capMinor: null }, says: 'capMinor null, explained 22580' },
  { change: { amountMinor: 19_999 }, says: 'amountMinor 19999, explained 20000' },
  { change: { totalsMs: { ...stated.totalsMs, downtime: 1 } }, says: 'totalsMs' },
  { change: { totalsMs: {} }, says: 'totalsMs' },
])('one that is off by anything does not: $says', ({ change, says }) => {
  expect(verifyStatement({ ...stated, ...change })).toBe(says);
});
