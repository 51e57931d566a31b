import { expect, test } from 'vitest';
import { FACT_KINDS } from '../../../shared/domain/facts/facts.ts';
import { aMonth, faultsOf } from './month-builder.ts';

/** Texts of rules that many tests expect. */
export const noInstant = 'not an instant in UTC (2026-10-14T17:00:00.000Z)';
export const noDuration = 'not a duration in whole days, hours, minutes and seconds (PT24H)';
export const noDecimal = 'not a decimal from 0 to 100 ("99.9")';
export const oneLimit = 'not one of {"serviceFeeDays": n}, {"bps": n}';
export const factKinds = FACT_KINDS.join(', ');

/** A change of a valid case, and the place, the rule and the value of its only fault. A missing value is left out. */
export type RefusedInput = readonly [change: Record<string, unknown>, at: string, rule: string, value?: unknown];

/** Tests that each change gives this one fault. */
export const testRefusals = (refusals: readonly RefusedInput[]): void => {
  test.each(refusals.map(([change, at, ...fault]) => ({ change, at, fault })))(
    '$at: $fault',
    ({ change, at, fault }) => {
      const [rule, value] = fault;
      expect(faultsOf({ ...aMonth(), ...change })).toEqual([{ at, rule, ...(value === undefined ? {} : { value }) }]);
    },
  );
};
