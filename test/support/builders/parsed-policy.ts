import { configuredPolicy, type PolicyInput } from '../../../shared/domain/policy/policy.ts';
import type { ConfiguredPolicy } from '../../../shared/domain/policy/policy-in-words.ts';
import { parse } from '../../../shared/lib/validation.ts';

const TIERS = {
  kind: 'tiers',
  tiers: [{ below: '99.9', amount: { bps: 1000 } }],
} as const satisfies PolicyInput['credit'];

/** Returns a parsed policy: automatic credits of 10 % in a month below the target of 99.9 %, and the changes. */
export const parsedPolicy = (change: Partial<PolicyInput> = {}): ConfiguredPolicy =>
  parse(configuredPolicy, {
    id: 'test',
    version: 1,
    timeZone: 'Etc/UTC',
    target: '99.9',
    exclusions: { effect: 'count-as-up' },
    gate: 'below-target',
    credit: TIERS,
    ...change,
  });
