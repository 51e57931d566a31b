import { CreateQueueCommand, DeleteQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Queue } from '../../../../shared/messaging/send-messages.ts';
import { conditionalPut } from '../../../../shared/persistence/dynamo-table.ts';
import { creditEntryKey } from '../../../../shared/persistence/keys.ts';
import { declareDown, messages, putCustomer, retractDown } from '../../../support/builders/closed-october.ts';
import { usingDeployedStage } from '../../../support/emulators/file-fixtures.ts';

const { product, stage } = await usingDeployedStage();
const sla = (...args: string[]) => stage.sla([...args, '--stage', 'test']);
const json = (text: string): unknown => JSON.parse(text);

describe('refill-billing', () => {
  beforeAll(async () => {
    product.setClock('2026-10-21T12:00:00Z');
    for (const id of ['acme', 'birch'])
      await putCustomer(product, id, { components: ['web-app'], policy: 'plain-summary' });
    await declareDown(product, 14, 'web-app');
    await product.close('2026-11-02T20:00:00Z');
    await retractDown(product, 14, 'web-app');
    await product.close('2026-11-03T20:00:00Z');
  });

  test('restores the messages of a lost billing queue unchanged', async () => {
    const before = await product.call('GET', '/customers/acme/months/2026-10');
    const billed = await messages(product);
    expect(billed.map(({ id }) => id).toSorted()).toEqual([
      'acme:2026-10:1',
      'acme:2026-10:2',
      'birch:2026-10:1',
      'birch:2026-10:2',
    ]);
    await lose(stage.queues.billing);
    const { status, stdout } = await sla('refill-billing', '2026-10', '--json');
    expect({ status, refilled: json(stdout) }).toEqual({
      status: 0,
      refilled: { month: '2026-10', dryRun: false, revisions: 4, customers: 2 },
    });
    const again = await messages(product);
    const inOrder = (list: typeof billed) => list.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(inOrder(again)).toEqual(inOrder(billed));
    const ofAcme = again.filter(({ subject }) => subject === 'acme').map(({ id }) => id);
    expect(ofAcme).toEqual(['acme:2026-10:1', 'acme:2026-10:2']);
    expect(await product.call('GET', '/customers/acme/months/2026-10')).toEqual(before);
  });

  test('a dry run only counts, and a month without credits fails', async () => {
    expect((await sla('refill-billing', '2026-10', '--dry-run')).stdout).toContain(
      'Would send 4 revisions of 2 customers',
    );
    expect(await messages(product)).toEqual([]);
    const { status, stderr } = await sla('refill-billing', '2026-09');
    expect({ status, stderr }).toEqual({ status: 2, stderr: 'The ledger has no credit for September 2026\n' });
  });

  test('a customer that is listed without a credit is not counted', async () => {
    for (const month of ['2026-10', '2026-08'])
      await conditionalPut(product.pipeline.account.table, creditEntryKey('crashed', month, 0));
    expect((await sla('refill-billing', '2026-10', '--dry-run')).stdout).toContain(
      'Would send 4 revisions of 2 customers',
    );
    expect((await sla('refill-billing', '2026-08')).status).toBe(2);
  });
});

/** Recreates a queue empty, without its memory of deduplication ids. */
const lose = async ({ sqs, url }: Queue): Promise<void> => {
  const AttributeNames = ['FifoQueue', 'VisibilityTimeout', 'RedrivePolicy'] as const;
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...AttributeNames] }),
  );
  await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
  await sqs.send(new CreateQueueCommand({ QueueName: url.split('/').at(-1), Attributes }));
};
