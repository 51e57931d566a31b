import { fact, type Fact, type FactJson } from '../../../shared/domain/facts/facts.ts';
import { assess, type Assessment } from '../../../shared/domain/month/assessment.ts';
import { component } from '../../../shared/domain/month/component-timeline.ts';
import { prepareMonth } from '../../../shared/domain/month/month.ts';
import { policy } from '../../../shared/domain/policy/policy.ts';
import { parse } from '../../../shared/lib/validation.ts';
import { instant } from './instant-text.ts';
import { aClaim, aComponent, aPolicy, type PolicyJson } from './month-builder.ts';

/** Returns acme's October 2026 on web with its own notices, under a policy that asks for notice. */
export const assessedNotices = (
  facts: readonly FactJson[],
  change: Partial<PolicyJson> = {},
): { own: Fact[]; assessment: Assessment } => {
  const parsed = facts.map((each) => parse(fact, each));
  const month = prepareMonth({
    month: '2026-10',
    asOf: instant('2026-12-05T00:00:00Z'),
    policy: parse(policy, aPolicy({ claim: aClaim(), ...change })),
    components: ['web', 'voice'].map((id) => parse(component, aComponent(id))),
    facts: parsed.filter(({ kind }) => kind !== 'notice'),
  });
  const own = parsed.filter(({ kind }) => kind === 'notice');
  const contract = { customer: 'acme', components: ['web'], serviceFees: { amountMinor: 100_000, currency: 'USD' } };
  return { own, assessment: assess(month, contract, own) };
};
