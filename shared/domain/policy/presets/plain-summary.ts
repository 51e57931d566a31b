import type { PolicyInput } from '../policy.ts';

/** The contract's plain summary: a more generous reading of the same contract. */
export const plainSummary = {
  id: 'plain-summary',
  version: 2,
  timeZone: 'America/Los_Angeles',
  target: '99.9',
  credit: {
    kind: 'per-block',
    qualify: { longerThan: 'PT30M' },
    block: 'PT30M',
    amount: { bps: 500 },
    maxPerMonth: 1,
  },
  caps: [{ serviceFeeDays: 7 }],
} as const satisfies PolicyInput;
