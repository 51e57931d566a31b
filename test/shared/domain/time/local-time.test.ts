import { assert, constantFrom, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { localOffset } from '../../../../shared/domain/time/calendar.ts';
import { formatInstant } from '../../../../shared/domain/time/instant.ts';
import { instantsAtLocalTime } from '../../../../shared/domain/time/local-time.ts';
import { instant } from '../../../support/builders/instant-text.ts';

const shown = (zone: string, wall: string): string[] =>
  instantsAtLocalTime(zone, instant(`${wall}:00Z`)).map(formatInstant);

test.each([
  ['America/Los_Angeles', '2026-10-14T10:00', ['2026-10-14T17:00:00.000Z']],
  ['America/Los_Angeles', '2026-11-01T00:59', ['2026-11-01T07:59:00.000Z']],
  ['America/Los_Angeles', '2026-11-01T01:30', ['2026-11-01T08:30:00.000Z', '2026-11-01T09:30:00.000Z']],
  ['America/Los_Angeles', '2026-11-01T02:00', ['2026-11-01T10:00:00.000Z']],
  ['America/Los_Angeles', '2026-03-08T02:30', []],
  ['America/Los_Angeles', '2026-03-08T03:00', ['2026-03-08T10:00:00.000Z']],
  ['Australia/Lord_Howe', '2026-04-05T01:45', ['2026-04-04T14:45:00.000Z', '2026-04-04T15:15:00.000Z']],
  ['Pacific/Apia', '2011-12-30T12:00', []], // a day that Samoa skipped
  ['UTC', '2026-10-14T10:00', ['2026-10-14T10:00:00.000Z']],
])('in %s clocks show %s at %j', (zone, wall, instants) => {
  expect(shown(zone, wall)).toEqual(instants);
});

test('every instant is one of those at which clocks show what they show then', () => {
  const zones = constantFrom('America/Los_Angeles', 'Europe/London', 'Australia/Lord_Howe', 'Asia/Kathmandu');
  const instants = integer({ min: instant('2020-01-01T00:00:00Z'), max: instant('2035-01-01T00:00:00Z') });
  assert(
    property(zones, instants, (zone, instant) => {
      expect(instantsAtLocalTime(zone, instant + localOffset(zone, instant))).toContain(instant);
    }),
  );
});
