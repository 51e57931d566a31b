import { expect, test } from 'vitest';
import { instantFault } from '../../../shared/ingest/instant-fault.ts';

const EXPECTED = 'not an instant in UTC (2026-10-14T17:00:00.000Z)';

test.each([
  ['2026-10-14T15:02:00.000+0000', `${EXPECTED}: it has an offset, write 2026-10-14T15:02:00.000Z`],
  ['2026-10-14T15:02:00+02:00', `${EXPECTED}: it has an offset, write 2026-10-14T13:02:00.000Z`],
  ['2026-10-14T15:02:00-07', `${EXPECTED}: it has an offset, write 2026-10-14T22:02:00.000Z`],
  ['2026-10-14T15:02:00.123456Z', `${EXPECTED}: finer than a millisecond, write 2026-10-14T15:02:00.123Z`],
  ['2026-10-14T15:02:00.1234567+02:00', `${EXPECTED}: finer than a millisecond, write 2026-10-14T13:02:00.123Z`],
  ['2026-10-14 15:02:00Z', `${EXPECTED}: write 2026-10-14T15:02:00.000Z`],
  ['2026-10-14T15:02Z', `${EXPECTED}: write 2026-10-14T15:02:00.000Z`],
  ['2026-10-14T15:02:00', `${EXPECTED}: it has no time zone`],
  ['2026-02-30T15:02:00+00:00', EXPECTED],
  ['14.10.2026 15:02', EXPECTED],
  ['', EXPECTED],
])('%j is rejected with its cause', (written, rule) => {
  expect(instantFault(written)).toBe(rule);
});
