import { expect, test } from 'vitest';
import { recordMailStopEvent } from '../../../../shared/persistence/mail-stops.ts';
import { planStatementMail, recordStatementResult } from '../../../../shared/persistence/sent-mail.ts';
import { putCustomer } from '../../../support/builders/closed-october.ts';
import { aConfig } from '../../../support/builders/product-config.ts';
import { usingDeployedStage } from '../../../support/emulators/file-fixtures.ts';

const { product, stage } = await usingDeployedStage(aConfig());
const { table } = product.pipeline.account;
const to = 'cfo@acme.example';
const sla = async (...args: string[]) => {
  const { status, stdout, stderr } = await stage.sla(['mail', ...args, '--stage', 'test']);
  return [status, status === 0 ? stdout : stderr] as const;
};

test('sla mail lists addresses and messages, and lifts a stop', async () => {
  await putCustomer(product, 'acme', { statementTo: [to] });
  const mail = { customer: 'acme', month: '2026-10', revision: 1, to };
  await planStatementMail(table, mail, product.clock());
  await recordStatementResult(table, mail, { at: product.clock(), messageId: 'ses-1' });
  const bounce = { address: to, at: product.clock(), kind: 'bounce', isStop: true, detail: 'Permanent' } as const;
  await recordMailStopEvent(table, bounce);

  const [, stops] = await sla();
  expect(stops).toContain('Addresses without mail: 1');
  expect(stops).toContain(`${to} gets no mail`);
  const [, messages] = await sla('acme');
  expect(messages).toContain('1 message to acme');
  expect(messages).toContain(`statement of October 2026, revision 1, to ${to}: sent`);
  expect(await sla('--lift', to, '--reason', 'it works')).toEqual([0, `${to} gets mail again\n`]);
  expect((await sla())[1]).toContain('Addresses without mail: 0');
  expect(await sla('--lift', to, '--reason', 'it works')).toEqual([0, `${to} gets mail already\n`]);
});

test.each([
  [['--lift', to], '--lift needs --reason'],
  [['--reason', 'x'], '--reason needs --lift'],
])('sla mail %j is a wrong call', async (args, error) => {
  const [status, text] = await sla(...args);
  expect([status, text]).toEqual([1, expect.stringContaining(error)]);
});
