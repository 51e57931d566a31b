import { expect, test } from 'vitest';
import { FACT_KINDS } from '../../../shared/domain/facts/facts.ts';
import { aMonth, faultsOf } from './month-builder.ts';

/** Rules in words that many refusals share. */
export const noInstant = 'not an instant in UTC (2026-10-14T17:00:00.000Z)';
export const noDuration = 'not a duration in whole days, hours, minutes and seconds (PT24H)';
export const noDecimal = 'not a decimal from 0 to 100 ("99.9")';
export const oneLimit = 'not one of {"serviceFeeDays": n}, {"bps": n}';
export const factKinds = FACT_KINDS.join(', ');

/** What is wrong with a case that has no other fault: the place, the rule and the value as it came (left out: missing). */
export type Refusal = readonly [change: Record<string, unknown>, at: string, rule: string, value?: unknown];

/** A test for each: the case is refused for this one fault and no other. */
export const refuses = (refusals: readonly Refusal[]): void => {
  test.each(refusals.map(([change, at, ...fault]) => ({ change, at, fault })))(
    '$at: $fault',
    ({ change, at, fault }) => {
      const [rule, value] = fault;
      expect(faultsOf({ ...aMonth(), ...change })).toEqual([{ at, rule, ...(value === undefined ? {} : { value }) }]);
    },
  );
};
