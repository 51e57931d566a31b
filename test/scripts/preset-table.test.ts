import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { presetTable } from '../../scripts/preset-table.ts';
import { configuredPolicy } from '../../shared/domain/policy/policy.ts';
import { policyTraps } from '../../shared/domain/policy/policy-traps.ts';
import { publicPresets } from '../../shared/domain/policy/public-presets.ts';
import { parse } from '../../shared/lib/validation.ts';

const guide = readFileSync(new URL('../../docs/policies.md', import.meta.url), 'utf8');

test('docs/policies.md has the current table of presets', () => {
  expect(guide).toContain(`<!-- presets:begin -->\n\n${presetTable()}\n\n<!-- presets:end -->`);
});

test('the complete policy in docs/policies.md is valid and has no traps', () => {
  const policy = parse(configuredPolicy, JSON.parse(/```json\n([^`]+)```/.exec(guide)?.[1] ?? ''));
  expect(policyTraps(policy)).toEqual([]);
});

test('docs/policies.md names the place of every trap in the presets', () => {
  const places = publicPresets.flatMap(({ policy }) =>
    policyTraps(parse(configuredPolicy, policy)).map(({ at }) => at),
  );
  for (const place of places) expect(guide).toContain(`\`${place.replace(/\[.*$/, '')}`);
});
