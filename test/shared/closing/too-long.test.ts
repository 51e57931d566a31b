import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { assessCustomer } from '../../../shared/closing/assess-customer.ts';
import { prepareMonth } from '../../../shared/domain/month/month.ts';
import { policy } from '../../../shared/domain/policy/policy.ts';
import { parse } from '../../../shared/lib/validation.ts';
import { loadCustomer } from '../../../shared/persistence/load-customer.ts';
import { putProfile } from '../../../shared/persistence/customer-versions.ts';
import { createBucket } from '../../support/emulators/emulated-bucket.ts';
import { openPolicy, aDeployment } from '../../support/builders/product-config.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { usingDynamo, usingQueues } from '../../support/emulators/file-fixtures.ts';
import { renderStatement } from '../../../shared/web/render-statement.ts';

const dynamo = await usingDynamo();
const queues = await usingQueues();
const statements = await createBucket(queues.endpoint, 'statements');

const MONTH = '2026-10';
const AS_OF = instant('2026-11-02T12:00:00Z');
const HOUR = 3_600_000;

/** A month with downtime in every second hour. The ids of its facts hardly compress. */
const restless = (idBytes: number) =>
  prepareMonth({
    month: MONTH,
    asOf: AS_OF,
    policy: parse(policy, openPolicy),
    components: [{ id: 'web', monitors: [], dependsOn: [] }],
    facts: Array.from({ length: 370 }, (_, n) => ({
      kind: 'downtime' as const,
      id: randomBytes(idBytes).toString('base64'),
      component: 'web',
      start: instant('2026-10-01T00:00:00Z') + 2 * n * HOUR,
      end: instant('2026-10-01T00:00:00Z') + (2 * n + 1) * HOUR + 60_000,
    })),
  });

test.each([
  { idBytes: 100, kind: 'issued', revisions: 1 },
  { idBytes: 1400, kind: 'blocked', revisions: 0 },
])('a too long statement blocks its customer alone: $idBytes bytes, $kind', async ({ idBytes, kind, revisions }) => {
  const id = `customer-${idBytes}`;
  const profile = { id, name: id, components: ['web'], serviceFees: { amountMinor: 100_000, currency: 'USD' } };
  await putProfile(dynamo.table, { profile, recordedAt: instant('2026-09-01T00:00:00Z'), by: 'a test' });
  const month = restless(idBytes);
  const context = {
    table: dynamo.table,
    statements: statements.bucket,
    render: renderStatement,
    deployment: aDeployment(),
    monthOf: () => Promise.resolve(month),
    clock: () => AS_OF,
  };
  const run = { month: MONTH, asOf: AS_OF, preview: false };
  const outcome = await assessCustomer(context, { run, inputs: { month: MONTH, asOf: AS_OF } }, id);
  const change = { customer: id, previousAmountMinor: 0, amountMinor: 22_580, currency: 'USD' };
  expect(outcome).toMatchObject({ customer: id, kind, change: kind === 'issued' ? change : undefined });
  expect(outcome.reason ?? '').toContain(kind === 'blocked' ? 'longer than the ledger can keep' : '');
  expect((await loadCustomer(dynamo.table, id, MONTH)).revisions).toHaveLength(revisions);
});
