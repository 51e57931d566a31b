import tzdata from 'tzdata' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { isZoneName } from '../../../../shared/domain/time/zones.ts';

/** `Factory` marks a clock that was never set. No place uses it. */
const published = Object.keys(tzdata.zones).filter((name) => name !== 'Factory');

describe('a time zone’s name', () => {
  it('is any that the time zone database publishes, links included', () => {
    expect(published.filter((name) => !isZoneName(name))).toEqual([]);
    expect(published.length).toBeGreaterThan(590);
  });

  it('is in the database, as is the runtime’s own list', () => {
    expect(Intl.supportedValuesOf('timeZone').filter((name) => !published.includes(name))).toEqual([]);
  });

  it.each([
    'america/new_york',
    'AMERICA/NEW_YORK',
    ' UTC',
    'utc',
    'PST',
    '+05:00',
    'UTC+1',
    'GMT+5',
    'Etc/GMT+13',
    'Factory',
    'America/Los Angeles',
    'toString',
    '',
  ])('is not %j', (name) => {
    expect(isZoneName(name)).toBe(false);
  });

  it('means something to the runtime, whichever it is', () => {
    const unknown = published.filter((name) => {
      try {
        return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) === '';
      } catch {
        return true;
      }
    });
    expect(unknown).toEqual([]);
  });
});
