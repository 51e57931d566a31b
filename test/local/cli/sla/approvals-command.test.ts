import { expect, test } from 'vitest';
import { declareDown, putCustomer } from '../../../support/builders/closed-october.ts';
import { aConfig } from '../../../support/builders/product-config.ts';
import { usingDeployedStage } from '../../../support/emulators/file-fixtures.ts';

const config = aConfig({ approval: { above: [{ amountMinor: 1000, currency: 'USD' }] } });
const { stage, product } = await usingDeployedStage(config);
const sla = (...args: string[]) => stage.sla([...args, '--stage', 'test']);

test('goodwill and downtime wait, and a person approves them', async () => {
  await putCustomer(product, 'acme');
  await declareDown(product, 14);
  const grant = ['goodwill', 'acme', '2026-10', '3.00 USD', '--reason', 'slow support'];
  expect((await sla(...grant)).stdout).toBe(
    'Granted 3.00 USD to acme for 2026-10: the next close or sweep credits it\n',
  );
  expect((await sla(...grant)).stdout).toContain('The same grant is recorded already');
  await product.close('2026-11-02T12:00:00Z');
  const listed = (await sla('approvals')).stdout;
  expect(listed).toContain('1 credit waiting for approval');
  expect(listed).toContain('acme, 2026-10: 0.00 USD → 53.00 USD');
  expect((await sla('approvals', 'approve', '2026-10-1-acme')).status).toBe(1);
  expect((await sla('approvals', 'approve', '2026-10-9-acme', '--reason', 'checked')).status).toBe(2);
  expect((await sla('approvals', 'approve', '2026-10-1-acme', '--reason', 'checked')).stdout).toBe(
    'Approved 2026-10-1-acme: it is sent to invoicing\n',
  );
  expect((await sla('approvals')).stdout).toBe('0 credits waiting for approval\n');
});
