import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requireLockedPolicies } from '../../infra/require-locked-policies.ts';
import { loadConfig } from '../../shared/config/config.ts';
import { plainSummary } from '../../shared/domain/policy/presets/plain-summary.ts';
import slaConfig from '../../sla.config.ts';
import { faultLines } from '../support/builders/fault-lines.ts';

const LOCK = join(import.meta.dirname, '../../sla.policies.lock.json');

test("the project's own policies are locked", () => {
  expect(faultLines(() => requireLockedPolicies(loadConfig(slaConfig), LOCK))).toEqual([]);
});

test('a synthesis fails if a locked version changed', () => {
  const policies = { ...slaConfig.policies, 'plain-summary': { ...plainSummary, target: '99.5' } };
  expect(faultLines(() => requireLockedPolicies(loadConfig({ ...slaConfig, policies }), LOCK))).toEqual([
    expect.stringMatching(/^policies\.plain-summary: version 2 was changed after it was locked/),
  ]);
});

test('a synthesis fails without a lock file', () => {
  expect(faultLines(() => requireLockedPolicies(loadConfig(slaConfig), `${LOCK}.none`))).toEqual([
    'sla.policies.lock.json: missing: run `npm run sla -- config lock`, and commit it',
  ]);
});
