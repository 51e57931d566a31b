import * as fc from 'fast-check';
import { evaluateInput } from '../../../shared/domain/evaluate-input.ts';
import { statementOf } from '../../../shared/domain/statement/statement.ts';
import { parseJson } from '../../../shared/lib/parse-json.ts';
import { type Fault, InvalidInput } from '../../../shared/lib/validation.ts';
import * as made from '../../support/builders/arbitrary-month.ts';
import { aMonth } from '../../support/builders/month-builder.ts';
import { workedMonths } from '../../support/builders/worked-months.ts';
import { bodyText, fuzzBodies, type FuzzBody, writeJson } from '../fuzz-bodies.ts';
import { type FuzzTarget, expectFaults, assertHolds } from '../fuzz-target.ts';
import { arbitraryEdit, applyEdit } from '../json-edits.ts';
import { isInInputOrder } from '../input-order.ts';

const cases = fc.oneof(
  { weight: 4, arbitrary: made.arbitraryMonth },
  { weight: 1, arbitrary: fc.constantFrom(...workedMonths.map(({ case: input }) => input)) },
);

const faultsOf = (input: unknown): readonly Fault[] => {
  try {
    const statements = evaluateInput(input).map(statementOf);
    assertHolds(
      JSON.stringify(statements) === JSON.stringify(evaluateInput(input).map(statementOf)),
      'not the same twice',
    );
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    expectFaults(error.faults);
    return error.faults;
  }
};

/** `evaluate`: a case as text, and all its faults in input order. */
export const evaluateTarget: FuzzTarget<FuzzBody> = {
  name: 'evaluate',
  open: () => ({
    inputs: fuzzBodies(cases),
    take: (body) => {
      let input: unknown;
      try {
        input = parseJson(bodyText(body));
      } catch (error) {
        if (error instanceof InvalidInput) return 'refused';
        throw error;
      }
      const faults = faultsOf(input);
      assertHolds(isInInputOrder(input, faults), 'not in the order of the input', faults);
      return faults.length === 0 ? 'accepted' : 'refused';
    },
  }),
};

type Pair = { readonly policy: unknown; readonly fact: unknown };

const change = (value: unknown) =>
  fc.array(arbitraryEdit, { maxLength: 2 }).map((edits) => edits.reduce<unknown>(applyEdit, value));
const FACT = {
  kind: 'notice',
  id: 'n',
  customer: 'acme',
  recognizedAt: '2026-10-14T17:00:00Z',
  receivedAt: '2026-10-14T18:00:00Z',
};

const faultsWith = (part: object): readonly Fault[] => faultsOf(parseJson(writeJson({ ...aMonth(), ...part })));

const faultTexts = (faults: readonly Fault[]): string => JSON.stringify(faults.map(({ at, rule }) => [at, rule]));

/** Two independent parts of a case: the faults of both are reported together. */
export const twoPartsTarget: FuzzTarget<Pair> = {
  name: 'evaluate, two parts at once',
  open: () => ({
    inputs: fc.record({ policy: change(aMonth().policy), fact: change(FACT) }),
    take: ({ policy, fact }) => {
      const apart = [...faultsWith({ policy }), ...faultsWith({ facts: [fact] })];
      const both = faultsWith({ policy, facts: [fact] });
      // An unsafe amount is found only in a case without other faults.
      const hasCustomerFault = apart.some(({ at }) => at.startsWith('customers'));
      assertHolds(hasCustomerFault || faultTexts(both) === faultTexts(apart), 'one fault hides another', {
        apart,
        both,
      });
      return both.length === 0 ? 'accepted' : 'refused';
    },
  }),
};
