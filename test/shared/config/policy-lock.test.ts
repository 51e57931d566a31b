import { describe, expect, it, test } from 'vitest';
import { type ConfigInput, loadConfig } from '../../../shared/config/config.ts';
import {
  canonicalPolicy,
  formatPolicyLock,
  lockFaults,
  lockOf,
  parsePolicyLock,
} from '../../../shared/config/policy-lock.ts';
import type { PolicyVersions } from '../../../shared/config/policy-versions.ts';
import { describeFault } from '../../../shared/lib/validation.ts';
import { publicPresets } from '../../../shared/domain/policy/public-presets.ts';
import { shortFormSla } from '../../../shared/domain/policy/presets/short-form-sla.ts';
import { faultLines } from '../../support/builders/fault-lines.ts';
import { anOperator, openPolicy } from '../../support/builders/product-config.ts';

const policiesOf = (policies: ConfigInput['policies']): PolicyVersions =>
  loadConfig({ ...anOperator, policies: { ...anOperator.policies, ...policies } }).policies;

const second = { ...openPolicy, version: 2, effectiveFrom: '2026-11' };
const lock = lockOf(policiesOf({ open: [openPolicy, second] }));
const faultsWith = (policies: ConfigInput['policies']): string[] =>
  lockFaults(lock, policiesOf(policies)).map(describeFault);

describe('a lock', () => {
  it('accepts unchanged versions', () => {
    expect(faultsWith({ open: [openPolicy, second] })).toEqual([]);
  });

  it.each<[string, object]>([
    ['an amount', { credit: { ...openPolicy.credit, amount: { bps: 1000 } } }],
    ['the month in which it takes effect', { effectiveFrom: '2026-12' }],
    ['the words of the contract', { terms: { title: 'SLA', url: 'https://example.com', summary: [] } }],
    ['a nested default', { exclusions: { maintenance: { emergency: 'excluded' } } }],
  ])('rejects a version of which %s changed', (_, change) => {
    expect(faultsWith({ open: [openPolicy, { ...second, ...change }] })).toEqual([
      'policies.open: version 2 was changed after it was locked; restore it, and add a version with a higher number and effectiveFrom',
    ]);
  });

  it('rejects a version that disappeared', () => {
    expect(faultsWith({ open: openPolicy })).toEqual([
      'policies.open: version 2 is locked, but not configured; restore it: months may be closed again under it',
    ]);
  });

  it('rejects a policy that was renamed: the old one disappeared', () => {
    expect(
      lockFaults(
        lock,
        loadConfig({ ...anOperator, policies: { gold: { ...openPolicy, id: 'gold' } }, defaultPolicy: 'gold' })
          .policies,
      ).map(({ at }) => at),
    ).toEqual(['policies.open', 'policies.open', 'policies.written', 'policies.gold']);
  });

  it('asks to lock a new version', () => {
    expect(faultsWith({ open: [openPolicy, second, { ...second, version: 3 }] })).toEqual([
      'policies.open: version 3 is new; run `npm run sla -- config lock`, and commit sla.policies.lock.json',
    ]);
  });

  it('ignores the order of keys, and defaults that are written out', () => {
    const reordered = Object.fromEntries(Object.entries(second).toReversed());
    const { open } = policiesOf({ open: [openPolicy, { ...second, ...reordered, exclusions: { effect: 'remove' } }] });
    expect(lockFaults(lock, { ...policiesOf({}), open: open ?? [] })).toEqual([]);
  });

  it('is the same text after it was read', () => {
    const text = formatPolicyLock(lock);
    expect(formatPolicyLock(parsePolicyLock(text))).toBe(text);
    expect(text.split('\n').filter((line) => line.includes('sha256'))).toHaveLength(3);
  });
});

test('a canonical policy has no values that equal their defaults', () => {
  const [minimal] = policiesOf({ open: { ...openPolicy, gate: 'none', payableAbove: null } })['open'] ?? [];
  const canonical: unknown = JSON.parse(minimal === undefined ? '' : canonicalPolicy(minimal));
  expect(canonical).not.toHaveProperty('gate');
  expect(canonical).not.toHaveProperty('payableAbove');
  expect(canonical).toMatchObject({
    id: 'open',
    version: 1,
    credit: { amount: { bps: shortFormSla.credit.amount.bps } },
  });
});

test('the canonical form of each preset is the same policy', () => {
  for (const { policy } of publicPresets) {
    const [loaded] = policiesOf({ [policy.id]: policy })[policy.id] ?? [];
    if (loaded === undefined) throw new Error(`${policy.id} is not loaded`);
    const canonical: unknown = JSON.parse(canonicalPolicy(loaded));
    const again = loadConfig({ ...anOperator, policies: { ...anOperator.policies, [policy.id]: canonical } });
    expect(again.policies[policy.id]).toEqual([loaded]);
  }
});

test('an invalid lock file names its place', () => {
  expect(faultLines(() => parsePolicyLock('{"policies":[{"id":"open","version":1,"sha256":"x"}]}'))).toEqual([
    'sla.policies.lock.json: policies[0].sha256: not a SHA-256 in hexadecimal ("x")',
  ]);
  expect(faultLines(() => parsePolicyLock('{'))).toHaveLength(1);
});
