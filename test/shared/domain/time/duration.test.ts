import { expect, test } from 'vitest';
import { parseDuration } from '../../../../shared/domain/time/duration.ts';

test.each([
  { written: 'PT0S', ms: 0 },
  { written: 'PT1S', ms: 1000 },
  { written: 'PT1M', ms: 60_000 },
  { written: 'PT1H', ms: 3_600_000 },
  { written: 'P1D', ms: 86_400_000 },
  { written: 'PT24H', ms: 86_400_000 },
  { written: 'PT90M', ms: 5_400_000 },
  { written: 'PT1H30M', ms: 5_400_000 },
  { written: 'P1DT1H1M1S', ms: 90_061_000 },
  { written: 'P0030D', ms: 2_592_000_000 },
  { written: 'P104249991D', ms: 9_007_199_222_400_000 },
])('$written is $ms milliseconds', ({ written, ms }) => {
  expect(parseDuration(written)).toEqual({ ms, written });
});

test.each([
  '',
  'P',
  'PT',
  'P1DT',
  'PT1.5H',
  'P1W',
  'P1M',
  'P1Y',
  '-PT1H',
  '+PT1H',
  'pt1h',
  'PT1M1H',
  '1H',
  'P104249992D',
])('%j is not a duration, or is too long to count', (written) => {
  expect(parseDuration(written)).toBeUndefined();
});
