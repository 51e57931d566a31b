import type { PolicyInput } from '../../../shared/domain/policy/policy.ts';
import { evaluateInput } from '../../../shared/domain/evaluate-input.ts';
import { type CustomerMonth, customerMonthOf } from '../../../shared/domain/statement/customer-month.ts';
import { type Statement, statementOf } from '../../../shared/domain/statement/statement.ts';
import { openPolicy } from './product-config.ts';

type Input = {
  readonly policy?: PolicyInput;
  /** Days of October 2026 with downtime from 17:00 to 19:00 UTC. */
  readonly days?: readonly number[];
  readonly fees?: { readonly amountMinor: number; readonly currency: string };
};

/** Returns acme's month of October 2026 with one statement. */
export const aCustomerMonth = (input: Input = {}): CustomerMonth => customerMonthOf([aStatement(input)]);

/** Returns acme's statement of October 2026. */
export const aStatement = ({ policy = openPolicy, days = [14], fees }: Input = {}): Statement => {
  const facts = days.map((day) => ({
    kind: 'downtime',
    id: String(day),
    component: 'web',
    start: `2026-10-${String(day).padStart(2, '0')}T17:00:00Z`,
    end: `2026-10-${String(day).padStart(2, '0')}T19:00:00Z`,
  }));
  const [assessment] = evaluateInput({
    month: '2026-10',
    asOf: '2026-11-02T12:00:00Z',
    policy,
    components: [{ id: 'web', monitors: [], dependsOn: [] }],
    facts,
    customers: [{ id: 'acme', components: ['web'], serviceFees: fees ?? { amountMinor: 100_000, currency: 'USD' } }],
  });
  if (assessment === undefined) throw new Error('the case has no customer');
  return statementOf(assessment);
};
