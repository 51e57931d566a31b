import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import { parse } from '../../../shared/lib/validation.ts';
import { parseSourceInstant, sourceInstant } from '../../../shared/ingest/source-timestamps.ts';
import { faultLines } from '../../support/builders/fault-lines.ts';

const read = (written: string): string | undefined => {
  const at = parseSourceInstant(written);
  return at === undefined ? undefined : formatInstant(at);
};

describe("parseSourceInstant accepts each source's format", () => {
  test.each([
    ['2026-10-14T17:00:00Z', '2026-10-14T17:00:00.000Z'],
    ['2026-10-14T17:00:00.989+0000', '2026-10-14T17:00:00.989Z'],
    ['2026-10-14T17:00:00.5Z', '2026-10-14T17:00:00.500Z'],
    ['2026-10-14T10:00:00.000-07:00', '2026-10-14T17:00:00.000Z'],
    ['2026-10-14T19:00:00+02:00', '2026-10-14T17:00:00.000Z'],
    ['2026-10-14T22:30:00+0530', '2026-10-14T17:00:00.000Z'],
    ['2026-10-14T17:00:00-00:00', '2026-10-14T17:00:00.000Z'],
    ['2026-12-31T23:30:00-0100', '2027-01-01T00:30:00.000Z'],
    ['2028-02-29T00:00:00+14:00', '2028-02-28T10:00:00.000Z'],
    ['Wed, 14 Oct 2026 17:00:00 GMT', '2026-10-14T17:00:00.000Z'],
    ['Thu, 1 Jan 2026 00:00:00 GMT', '2026-01-01T00:00:00.000Z'],
    ['Thu, 31 Dec 2026 16:00:00 -0800', '2027-01-01T00:00:00.000Z'],
  ])('%s is %s', (written, at) => {
    expect(read(written)).toBe(at);
  });
});

describe('fractions of a millisecond are cut off, not rounded', () => {
  test.each([
    ['2026-10-14T17:00:00.123456Z', '2026-10-14T17:00:00.123Z'],
    ['2026-10-14T17:00:00.9999999+0000', '2026-10-14T17:00:00.999Z'],
    ['1969-12-31T23:59:59.9999Z', '1969-12-31T23:59:59.999Z'],
  ])('%s is %s', (written, at) => {
    expect(read(written)).toBe(at);
  });
});

test("a wrong weekday is ignored, as in AWS's sample event", () => {
  expect(read('Sat, 05 Jun 2016 15:10:09 GMT')).toBe('2016-06-05T15:10:09.000Z');
});

describe('instants that do not exist are rejected', () => {
  test.each([
    '2026-02-29T00:00:00Z',
    '2026-02-30T00:00:00+0000',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-10-14T24:00:00Z',
    '2026-10-14T17:60:00Z',
    '2026-10-14T17:00:60Z',
    '2026-10-14T17:00:00+24:00',
    '2026-10-14T17:00:00+02:60',
    '0000-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
    'Mon, 30 Feb 2026 00:00:00 GMT',
    'Wed, 00 Oct 2026 00:00:00 GMT',
    'Wed, 14 Okt 2026 17:00:00 GMT',
    'Wed, 14 Oct 2026 17:00:00 -2400',
  ])('%s', (written) => {
    expect(parseSourceInstant(written)).toBeUndefined();
  });
});

describe('other formats are rejected', () => {
  test.each([
    '',
    '2026-10-14',
    '2026-10-14T17:00:00',
    '2026-10-14T17:00Z',
    '2026-10-14T17:00:00.Z',
    '2026-10-14 17:00:00Z',
    '2026-10-14T12: 36: 15Z',
    '2026-10-14T17:00:00+02',
    ' 2026-10-14T17:00:00Z',
    '2026-10-14T17:00:00Z\n',
    '14 Oct 2026 17:00:00 GMT',
    'Wed, 14 Oct 2026 17:00:00 PDT',
    'Wed, 14 Oct 26 17:00:00 GMT',
    'Wed, 14 Oct 2026 17:00:00',
    '1791997200',
  ])('%j', (written) => {
    expect(parseSourceInstant(written)).toBeUndefined();
  });
});

test('an instant is the same with every offset', () => {
  const instants = fc.integer({ min: Date.UTC(1970, 0, 2), max: Date.UTC(2100, 0) });
  const offsets = fc.integer({ min: -14 * 60, max: 14 * 60 });
  fc.assert(
    fc.property(instants, offsets, fc.constantFrom('', ':'), (at, minutes, colon) => {
      const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
      const offset = `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}${colon}${String(rest).padStart(2, '0')}`;
      expect(parseSourceInstant(formatInstant(at + minutes * 60_000).replace('Z', offset))).toBe(at);
    }),
  );
});

test("an RFC 1123 date equals toUTCString's", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
      expect(parseSourceInstant(new Date(seconds * 1000).toUTCString())).toBe(seconds * 1000);
    }),
  );
});

test("the field's fault has the rule and the value", () => {
  expect(faultLines(() => parse(sourceInstant, 'yesterday'))).toEqual([
    'input: not an instant (2026-10-14T17:00:00.000+0000, Wed, 14 Oct 2026 17:00:00 GMT) ("yesterday")',
  ]);
  expect(faultLines(() => parse(sourceInstant, 1_791_997_200))).toEqual(['input: not an instant (1791997200)']);
});
