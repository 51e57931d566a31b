import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { ConfigInput } from '../../../shared/config/config.ts';
import { loadConfig } from '../../../shared/config/config.ts';
import { allVersions, policiesOfMonth, versionOfMonth } from '../../../shared/config/policy-versions.ts';
import { resolvePolicy } from '../../../shared/config/resolve-policy.ts';
import { HOLIDAY_COUNTRIES } from '../../../shared/domain/time/holidays.ts';
import { addMonths, monthInterval } from '../../../shared/domain/time/calendar.ts';
import { anOperator, openPolicy } from '../../support/builders/product-config.ts';
import { faultLines } from '../../support/builders/fault-lines.ts';

type PolicyVersion = ConfigInput['policies'][string];

const versionFrom = (version: number, effectiveFrom?: string, change: object = {}) => ({
  ...openPolicy,
  ...change,
  version,
  ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
});

const withOpen = (open: PolicyVersion): ConfigInput => ({ ...anOperator, policies: { ...anOperator.policies, open } });
const inOctober = () => monthInterval('2026-10', 'UTC');

/** Returns the version under which a month is evaluated, or the error. */
const versionIn = (open: PolicyVersion, month: string): number | string => {
  const config = loadConfig(withOpen(open));
  try {
    return resolvePolicy(config, 'open', month, inOctober).version;
  } catch (error) {
    return String(error);
  }
};

describe('a month is evaluated under', () => {
  const chain = [versionFrom(1), versionFrom(2, '2026-11'), versionFrom(5, '2027-02')];

  it.each([
    ['2020-01', 1],
    ['2026-10', 1],
    ['2026-11', 2],
    ['2027-01', 2],
    ['2027-02', 5],
    ['2030-12', 5],
  ])('%s: version %i', (month, version) => {
    expect(versionIn(chain, month)).toBe(version);
  });

  it('the only version, in a list or not', () => {
    expect(versionIn(versionFrom(3), '2026-10')).toBe(3);
    expect(versionIn([versionFrom(3)], '2026-10')).toBe(3);
  });

  it('the last of two versions that take effect in the same month', () => {
    expect(versionIn([versionFrom(1), versionFrom(2, '2026-11'), versionFrom(3, '2026-11')], '2026-11')).toBe(3);
  });

  it('no version before the first takes effect, so its customers are blocked', () => {
    expect(versionIn(versionFrom(1, '2026-11'), '2026-11')).toBe(1);
    expect(versionIn(versionFrom(1, '2026-11'), '2026-10')).toContain(
      'no version of it takes effect in or before 2026-10',
    );
  });
});

test('random chains of versions follow the rule in every month', () => {
  const months = fc.integer({ min: 0, max: 60 }).map((count) => addMonths('2024-01', count));
  const chains = fc
    .tuple(fc.array(months, { maxLength: 6 }), fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 7, maxLength: 7 }))
    .map(([later, steps]) => {
      let number = 0;
      return [undefined, ...later.toSorted()].map((effectiveFrom, i) => {
        number += steps[i] ?? 1;
        return versionFrom(number, effectiveFrom);
      });
    });
  fc.assert(
    fc.property(chains, months, (chain, month) => {
      // A second formulation of the rule: versions replace each other month by month.
      let expected = chain[0]?.version;
      for (let passed = '2023-12'; passed < month;) {
        passed = addMonths(passed, 1);
        for (const { version, effectiveFrom } of chain) if (effectiveFrom === passed) expected = version;
      }
      expect(versionIn(chain, month)).toBe(expected);
    }),
    { numRuns: 60 },
  );
});

test('each month has one version of each policy', () => {
  const { policies } = loadConfig(withOpen([versionFrom(1), versionFrom(2, '2026-11')]));
  expect(policiesOfMonth(policies, '2026-11')).toMatchObject({ open: { version: 2 }, written: { version: 1 } });
  expect(allVersions(policies).map(({ id, version }) => [id, version])).toEqual([
    ['open', 1],
    ['open', 2],
    ['written', 1],
  ]);
  expect(versionOfMonth([], '2026-10')).toBeUndefined();
});

const faultsOf = (open: unknown): string[] =>
  faultLines(() => loadConfig({ ...anOperator, policies: { ...anOperator.policies, open } }));

describe('an invalid version is rejected at its path:', () => {
  it.each<[string, unknown, string[]]>([
    ['an empty list', [], ['policies.open: an empty list ("[]")']],
    [
      'a version without a month',
      [versionFrom(1), versionFrom(2)],
      ['policies.open[1].effectiveFrom: missing: each version after the first takes effect in a month (2026-11)'],
    ],
    [
      'an equal version',
      [versionFrom(2), versionFrom(2, '2026-11')],
      ['policies.open[1].version: not above the version before it (2) (2)'],
    ],
    [
      'a lower version',
      [versionFrom(2), versionFrom(3, '2026-11'), versionFrom(1, '2026-12')],
      ['policies.open[2].version: not above the version before it (3) (1)'],
    ],
    [
      'a version that takes effect before its predecessor',
      [versionFrom(1), versionFrom(2, '2026-11'), versionFrom(3, '2026-10')],
      ['policies.open[2].effectiveFrom: before the month of the version before it (2026-11) ("2026-10")'],
    ],
    [
      'a month that is none',
      [versionFrom(1), versionFrom(2, '2026-13')],
      ['policies.open[1].effectiveFrom: not a month (2026-10) ("2026-13")'],
    ],
    [
      'another id',
      [versionFrom(1), versionFrom(2, '2026-11', { id: 'gold' })],
      ['policies.open[1].id: not its key in policies (open) ("gold")'],
    ],
    [
      'a country without holidays',
      [versionFrom(1), versionFrom(2, '2026-11', { calendar: { holidays: { country: 'XX' } } })],
      [
        `policies.open[1].calendar.holidays.country: not in the table of holidays (${HOLIDAY_COUNTRIES.join(', ')}) ("XX")`,
      ],
    ],
    ['text', [versionFrom(1), 'gold'], ['policies.open[1]: not an object ("gold")']],
    [
      'versions that differ in the closing time zone',
      [versionFrom(1), versionFrom(2, '2026-11', { timeZone: 'Europe/Berlin' })],
      ['closing.timeZone: missing: the versions of policy open differ in time zone'],
    ],
  ])('%s', (_, open, faults) => {
    expect(faultsOf(open)).toEqual(faults);
  });

  it('each of several', () => {
    expect(
      faultsOf([
        versionFrom(1, undefined, { target: '101' }),
        versionFrom(1, '2026-11'),
        versionFrom(0, '2026-10', { timeZone: 'Mars' }),
      ]),
    ).toHaveLength(5);
  });
});
