import * as z from 'zod/mini';
import { describe, expect, test } from 'vitest';
import { configuredPolicy } from '../../../../shared/domain/policy/policy.ts';
import { aPolicy } from '../../../support/builders/month-builder.ts';

const rules = (holidays: unknown): string[] => {
  const { error } = z.safeParse(configuredPolicy, { ...aPolicy(), calendar: { holidays } });
  return (error?.issues ?? []).map(({ path, message }) => [...path, message].join(' '));
};

describe('the holidays of a configured policy', () => {
  test('are dates, or those of a country', () => {
    expect(rules(['2026-12-25'])).toEqual([]);
    expect(rules({ country: 'US' })).toEqual([]);
  });

  test.each(['USA', 'U', 'us', 'aUS'])('are of no country with the code %s', (country) => {
    expect(rules({ country })).toEqual(['calendar holidays country not a country code (US)']);
  });

  test('are neither text nor a number', () => {
    for (const other of ['US', 5])
      expect(rules(other)).toEqual(['calendar holidays neither a list of dates nor {"country": "US"}']);
  });
});
