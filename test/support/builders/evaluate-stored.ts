import * as z from 'zod/mini';
import { evaluateCustomerMonth } from '../../../shared/closing/evaluate-customer-month.ts';
import { type Deployment, monthReader } from '../../../shared/closing/load-month.ts';
import { planBatches } from '../../../shared/closing/plan-batches.ts';
import { policiesWithoutNotice } from '../../../shared/closing/select-customers.ts';
import { alarmArn } from '../../../shared/config/sources.ts';
import { component } from '../../../shared/domain/month/component-timeline.ts';
import { type Customer, customerSchemaFor } from '../../../shared/domain/facts/customer.ts';
import { relevantNoticeRange } from '../../../shared/domain/month/outage-region.ts';
import { type Fact, fact } from '../../../shared/domain/facts/facts.ts';
import { instantField, month } from '../../../shared/domain/facts/fields.ts';
import { configuredPolicy } from '../../../shared/domain/policy/policy.ts';
import { parseJson } from '../../../shared/lib/parse-json.ts';
import { customerBatch } from '../../../shared/messaging/customer-batch.ts';
import { parse } from '../../../shared/lib/validation.ts';
import { creditCandidates } from '../../../shared/persistence/customer-lists.ts';
import { loadCustomer } from '../../../shared/persistence/load-customer.ts';
import { putProfile } from '../../../shared/persistence/customer-versions.ts';
import { recordFact, retractFact } from '../../../shared/persistence/record-fact.ts';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';

/** A month as a case has it, its policy as an operator configures it. */
const stored = z.object({
  month,
  asOf: instantField,
  policy: configuredPolicy,
  components: z.array(component),
  facts: z.array(fact),
  customers: z.array(z.unknown()),
});
type Stored = Omit<z.output<typeof stored>, 'customers'> & { readonly customers: readonly Customer[] };

const parseCase = (input: unknown): Stored => {
  const { customers, ...rest } = parse(stored, input);
  return { ...rest, customers: customers.map((customer) => parse(customerSchemaFor(customer), customer)) };
};

const BY = 'a test';
const OWN = { account: '111122223333', region: 'us-west-2' };

const deploymentOf = ({ policy, components }: Stored): Deployment => ({
  ...OWN,
  stage: 'test',
  config: {
    policies: { [policy.id]: [policy] },
    defaultPolicy: policy.id,
    providers: { twilio: { statusPage: { id: 'gpkpyklzq55q', url: 'https://status.twilio.com' } } },
    components: Object.fromEntries(
      components.map(({ id, monitors, dependsOn }) => [
        id,
        {
          alarms: monitors.map(({ monitor, impact }) => ({ alarm: monitor, impact })),
          dependsOn: dependsOn.map((of) => ({ ...of })),
        },
      ]),
    ),
    closing: { day: 2, hour: 12, timeZone: policy.timeZone },
  },
});

/** Facts without `recordedAt` count as recorded at the earliest instant. */
const learnedAt = ({ recordedAt = 0 }: Fact): number => recordedAt;

/** Stores facts in order of recording, then retractions. A case may have a retraction before its fact. */
const store = async (table: Table, { facts, customers }: Stored): Promise<void> => {
  for (const customer of customers) {
    const profile = { name: customer.id, ...customer };
    await putProfile(table, { profile, recordedAt: 0, by: BY });
  }
  const inOrder = facts.toSorted((a, b) => learnedAt(a) - learnedAt(b));
  for (const said of inOrder) {
    if (said.kind === 'retraction') continue;
    const named = said.kind === 'monitor-state' ? { ...said, monitor: alarmArn(said.monitor, OWN) } : said;
    await recordFact(table, { fact: { ...named, recordedAt: learnedAt(said) }, by: BY });
  }
  for (const said of inOrder) {
    // The API rejects a retraction of a retraction. The rules ignore it.
    if (said.kind !== 'retraction' || said.of.kind === 'retraction') continue;
    await retractFact(table, { of: said.of, reason: said.reason, recordedAt: learnedAt(said), by: BY });
  }
};

/** The customers that a closing would look at. */
const lookedAt = async (
  table: Table,
  deployment: Deployment,
  { policy, month, asOf }: Stored,
): Promise<Set<string>> => {
  const prepared = await monthReader(table, deployment)({ policy: policy.id, month, asOf });
  const wanted = {
    received: relevantNoticeRange([prepared], asOf),
    policies: policiesWithoutNotice(deployment.config, month),
    asOf,
  };
  const found = new Set<string>();
  for await (const batch of planBatches({ month, asOf, preview: false }, [
    { customers: creditCandidates(table, { month, ...wanted }) },
  ])) {
    for (const { body } of batch) for (const id of parse(customerBatch, parseJson(body)).customers) found.add(id);
  }
  return found;
};

/** The statements of a stored case, and the customers with an amount that a closing would not look at. */
type StoredStatements = { readonly statements: readonly unknown[]; readonly overlooked: readonly string[] };

/** Stores a case in an empty table, and evaluates its customers from there as a closing does. */
export const evaluateStored = async (table: Table, input: unknown): Promise<StoredStatements> => {
  const given = parseCase(input);
  const deployment = deploymentOf(given);
  await store(table, given);
  const read = monthReader(table, deployment);
  const candidates = await lookedAt(table, deployment, given);
  const statements: unknown[] = [];
  const overlooked: string[] = [];
  for (const { id } of given.customers) {
    const month = await evaluateCustomerMonth(await loadCustomer(table, id, given.month), given, deployment, read);
    if (month.kind === 'blocked') throw new Error(month.reason);
    statements.push(...month.customerMonth.statements);
    if (!candidates.has(id) && month.customerMonth.amountMinor > 0) overlooked.push(id);
  }
  return { statements, overlooked };
};
