import { readFile } from 'node:fs/promises';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { publishRevisions } from '../../shared/messaging/publish-revisions.ts';
import { revisionMessage } from '../../shared/messaging/billing-message.ts';
import type { Queue } from '../../shared/messaging/send-messages.ts';
import { instant } from '../support/builders/instant-text.ts';
import { aCustomerMonth } from '../support/builders/statement-builder.ts';
import { type Books, consume, type Line, type Posted } from './consumer.ts';
import { usingQueues } from '../support/emulators/file-fixtures.ts';

// The full zod of the consumer sets a locale for all files of a worker; the product's schemas have none.
afterAll(() => z.config({ localeError: undefined }));

const queues = await usingQueues();
let queue: Queue;
let count = 0;
let lines: Line[];
let fails: boolean;
beforeEach(async () => {
  queue = await queues.create(`billing-${(count += 1)}.fifo`, { VisibilityTimeout: '0' });
  lines = [];
  fails = false;
  posted.clear();
});

const posted = new Map<string, Posted>();
/** Invoicing's own database, as far as it matters here. */
const books: Books = {
  find: async (creditId) => posted.get(creditId),
  post: async (creditId, before, now, line) => {
    if (posted.get(creditId) !== before) throw new Error('another worker was faster');
    posted.set(creditId, now);
    if (line !== undefined) lines.push(line);
    if (fails) throw new Error('the answer of the database was lost');
  },
};

/** Revisions 1, 2, … of Acme's credit, each for a number of days with downtime (50.00 USD a day). */
const revisions = (...days: readonly (readonly number[])[]) =>
  days.map((each, i) => {
    const message = revisionMessage(aCustomerMonth({ days: each }), {
      stage: 'test',
      apply: 'incident-month',
      revision: i + 1,
      previousAmountMinor: (days[i - 1]?.length ?? 0) * 5000,
      previousLines: [],
      stored: { sha256: 'a'.repeat(64), url: 's3://statements/a.json', page: 's3://statements/a.html' },
      run: 'run',
      closedAsOf: instant('2026-11-02T20:00:00Z'),
      recordedAt: instant('2026-11-02T20:06:00Z'),
    });
    return { ...message.data, message: JSON.stringify(message) };
  });

/** The same message again, once SQS has forgotten that it has seen it. */
const repeat = async (body: string): Promise<void> => {
  count += 1;
  await queue.sqs.send(
    new SendMessageCommand({
      QueueUrl: queue.url,
      MessageBody: body,
      MessageGroupId: 'acme',
      MessageDeduplicationId: `again-${count}`,
    }),
  );
};

const consumeAll = async (): Promise<void> => {
  while ((await consume(queue.sqs, queue.url, books, 0)) > 0);
};
const amounts = (): number[] => lines.map(({ amountMinor }) => amountMinor);

test('the consumer in docs/consuming.md is the one that is tested here', async () => {
  const page = await readFile(new URL('../../docs/consuming.md', import.meta.url), 'utf8');
  const source = await readFile(new URL('consumer.ts', import.meta.url), 'utf8');
  expect(page).toContain(`\`\`\`ts\n${source}\`\`\``);
});

test('each revision is one line on the invoice of its month', async () => {
  await publishRevisions(queue, revisions([14], [14, 15], []));
  await consumeAll();
  expect(lines).toEqual([
    {
      customer: 'acme',
      month: '2026-10',
      amountMinor: -5000,
      currency: 'USD',
      text: 'SLA credit for October 2026: 1 credit of 5 % of the fees for downtime on 14 Oct.',
    },
    expect.objectContaining({ month: '2026-10', amountMinor: -5000 }),
    expect.objectContaining({ month: '2026-10', amountMinor: 10_000, text: expect.stringContaining('withdrawn') }),
  ]);
});

test('delivered twice, in and out of order, it is posted once', async () => {
  const [first, second] = revisions([14], [14, 15]);
  for (const { message } of [first, first, second, first, second].flatMap((each) => each ?? [])) await repeat(message);
  await consumeAll();
  expect(amounts()).toEqual([-5000, -5000]);
  expect(posted.get('acme:2026-10')).toEqual({ revision: 2, amountMinor: 10_000 });
});

test('a message that was posted before a crash is not posted again', async () => {
  await publishRevisions(queue, revisions([14]));
  fails = true;
  await expect(consume(queue.sqs, queue.url, books, 0)).rejects.toThrow('the answer of the database was lost');
  fails = false;
  await consumeAll();
  expect(amounts()).toEqual([-5000]);
});

test('the next revision makes up for a lost one', async () => {
  const [first, second] = revisions([14], [14, 15]);
  await repeat(second?.message ?? '');
  await repeat(first?.message ?? '');
  await consumeAll();
  expect(amounts()).toEqual([-10_000]);
});

test('two workers at one credit post it once', async () => {
  const [first] = revisions([14]);
  await repeat(first?.message ?? '');
  await Promise.allSettled([consume(queue.sqs, queue.url, books, 0), consume(queue.sqs, queue.url, books, 0)]);
  await consumeAll();
  expect(amounts()).toEqual([-5000]);
});

test('a message of a newer contract goes to the dead-letter queue', async () => {
  const [first] = revisions([14]);
  await repeat((first?.message ?? '').replace('billing-message:v1', 'billing-message:v2'));
  await expect(consume(queue.sqs, queue.url, books, 0)).rejects.toThrow('dataschema');
  expect(lines).toEqual([]);
});
