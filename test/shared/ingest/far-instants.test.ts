import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { farInstants } from '../../../shared/ingest/far-instants.ts';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import { DAY_MS } from '../../../shared/lib/time-units.ts';

const NOW = Date.UTC(2026, 9, 20, 12);
const YEAR = 366 * DAY_MS;
const downtime = (start: number, end: number) =>
  ({ kind: 'downtime', id: 'D', component: 'web', start, end, recordedAt: 0 }) as const;

test('an instant more than 366 days from now is far', () => {
  fc.assert(
    fc.property(fc.integer({ min: -2 * YEAR, max: 2 * YEAR }), (offset) => {
      const found = farInstants(downtime(NOW + offset, NOW), NOW);
      expect(found).toEqual(
        Math.abs(offset) > YEAR
          ? [
              {
                at: 'start',
                rule: offset < 0 ? 'more than a year ago' : 'more than a year ahead',
                value: formatInstant(NOW + offset),
              },
            ]
          : [],
      );
    }),
  );
});

test('every instant of a notice is compared', () => {
  const far = NOW - 2 * YEAR;
  const notice = { kind: 'notice', id: 'N', customer: 'acme', recognizedAt: far, receivedAt: far } as const;
  expect(farInstants(notice, NOW).map(({ at }) => at)).toEqual(['recognizedAt', 'receivedAt']);
});
