import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EvidenceFact } from '../../../shared/persistence/keys.ts';
import { putProfile } from '../../../shared/persistence/customer-versions.ts';
import { recordFact, retractFact } from '../../../shared/persistence/record-fact.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { aConfig, anOperator, openPolicy } from '../../support/builders/product-config.ts';
import { openOctober } from '../../support/builders/october-runs.ts';
import { usingDynamo, usingQueues } from '../../support/emulators/file-fixtures.ts';

/**
 * Runs of a closed month overlap, crash and come in any order, between facts, retractions and new terms. After one more
 * sweep, the ledger and the queue have the due credits.
 */
const dynamo = await usingDynamo();
const queues = await usingQueues();

const RUNS = Number(process.env['OVERLAPS'] ?? 10);
const SEED = Number(process.env['OVERLAPS_SEED'] ?? 20261125);

const double = { ...openPolicy, version: 2, credit: { ...openPolicy.credit, amount: { bps: 1000 } } };
const CONFIGS = [
  aConfig(),
  aConfig({ defaultPolicy: 'written' }),
  aConfig({ policies: { ...anOperator.policies, open: double } }),
] as const;
const CUSTOMERS = ['acme', 'globex', 'initech'] as const;

const customer = fc.constantFrom(...CUSTOMERS);
const day = fc.constantFrom(14, 20);
const which = fc.nat({ max: 3 });
/** After how many writes a function dies, if it does: before its run stands, before the plan does, after it. */
const dies = fc.option(fc.nat({ max: 2 }), { nil: undefined, freq: 2 });

const named = <N extends string, F extends object>(
  name: N,
  fields: { [K in keyof F]: fc.Arbitrary<F[K]> },
  weight = 1,
) => ({
  weight,
  arbitrary: fc.record(fields).map((given) => ({ name, ...given })),
});
const step = fc.oneof(
  named('down', { day, component: fc.constantFrom('web', 'voice') }, 3),
  named('notice', { day, customer }, 2),
  named('retract', { which: fc.nat({ max: 3 }) }, 3),
  named('profile', {
    customer,
    policy: fc.constantFrom(undefined, 'written'),
    amountMinor: fc.constantFrom(100_000, 300_000),
  }),
  named('deploy', { which: fc.nat({ max: 2 }) }, 2),
  named('close', { policies: fc.constantFrom('closed' as const, 'current' as const) }),
  named('sweep', {}, 3),
  named('plan', { which, dies }, 5),
  named('assess', { which, dies }, 5),
  named('wait', { minutes: fc.constantFrom(1, 6) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
type October = Awaited<ReturnType<typeof openOctober>>;

const on = (day: number, hour: number): number => instant(`2026-10-${String(day).padStart(2, '0')}T${hour}:00:00Z`);

/** Carries out steps. */
const taker = (october: October) => {
  const { table } = october;
  const facts: EvidenceFact[] = [];
  const learned = () => {
    october.wait(1);
    return { recordedAt: october.now(), by: 'a test' };
  };
  const record = async (fact: EvidenceFact): Promise<void> => {
    facts.push(fact);
    const { recordedAt, by } = learned();
    await recordFact(table, { fact: { ...fact, recordedAt }, by });
  };

  return async (step: Step): Promise<void> => {
    const id = `f${facts.length}`;
    switch (step.name) {
      case 'down': {
        const { day, component } = step;
        return record({ kind: 'downtime', id, component, start: on(day, 17), end: on(day, 19) });
      }
      case 'notice': {
        const { day, customer } = step;
        return record({ kind: 'notice', id, customer, recognizedAt: on(day, 17), receivedAt: on(day, 18) });
      }
      case 'retract': {
        const of = facts.at(-1 - step.which);
        if (of !== undefined)
          await retractFact(table, { of: { kind: of.kind, id: of.id }, reason: 'a test', ...learned() });
        return;
      }
      case 'profile': {
        const { customer: id, policy, amountMinor } = step;
        const serviceFees = { amountMinor, currency: 'USD' };
        const components = id === 'acme' ? ['web'] : ['web', 'voice'];
        await putProfile(table, { profile: { id, name: id, components, policy, serviceFees }, ...learned() });
        return;
      }
      case 'deploy':
        return october.deploy(CONFIGS[step.which] ?? CONFIGS[0]);
      case 'close':
        return october.close(step.policies);
      case 'sweep':
        return october.sweep();
      case 'plan':
        return october.plan(step.which, step.dies);
      case 'assess':
        return october.assess(step.which, step.dies);
      case 'wait':
        return october.wait(step.minutes);
    }
  };
};

test('any overlap of runs ends with the due credits in the ledger', { timeout: 600_000 }, async () => {
  let count = 0;
  const endsRight = async (steps: readonly Step[]): Promise<void> => {
    const october = await openOctober(dynamo, queues, `october-${(count += 1)}`);
    const take = taker(october);
    october.deploy(CONFIGS[0]);
    for (const customer of CUSTOMERS)
      await take({
        name: 'profile',
        customer,
        policy: customer === 'initech' ? 'written' : undefined,
        amountMinor: 100_000,
      });
    october.close('closed');
    for (const each of steps) await take(each);
    await october.settle();
    october.sweep();
    await october.settle();
    expect(await october.wrong(CUSTOMERS)).toEqual([]);
  };
  const steps = fc.array(step, { minLength: 20, maxLength: 40 });
  await fc.assert(fc.asyncProperty(steps, endsRight), { numRuns: RUNS, seed: SEED });
  console.log(`${count} sequences of runs, seed ${SEED}`);
});
