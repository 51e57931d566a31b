import { expect, test } from 'vitest';
import { aPolicy, statement } from '../../support/builders/month-builder.ts';

test('an explanation says by which policy, up to when, and between which instants the month was judged', () => {
  const policy = aPolicy({ id: 'gold', version: 7, target: '99.950', timeZone: 'Europe/Berlin' });
  const { stretches: _, downtimes, credit, ...terms } = statement({ policy }).explanation;
  expect(terms).toEqual({
    policy: { id: 'gold', version: 7 },
    target: '99.950',
    timeZone: 'Europe/Berlin',
    start: '2026-09-30T22:00:00.000Z',
    end: '2026-10-31T23:00:00.000Z',
    asOf: '2026-12-05T00:00:00.000Z',
  });
  expect([downtimes, credit.days, credit.amountMinor]).toEqual([[], [], 0]);
});
