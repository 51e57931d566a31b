import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Message, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { callDeployedApi, stackOutput, postNotice, postWebhook, putEvent, deployedSqs } from './deployed-stack.ts';
import {
  queueAttributes,
  waitUntilEmpty,
  nextMessage,
  queueNamed,
  redrivePolicyOf,
  takeAllMessages,
  withQueueAttributes,
} from './deployed-queues.ts';

/** Invalid input reaches the dead-letter queue of its entry point. Valid input after it is processed. */
const payload = (name: string): string =>
  readFileSync(new URL(`../fixtures/payloads/${name}.json`, import.meta.url), 'utf8');
const alarm = (): string => payload('alarm-metric').replaceAll('voice 5xx', 'api-5xx');

const attributesWith = ({ MessageAttributes = {} }: Message): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]));

describe('alarm events', () => {
  test('an event with an unknown state reaches the dead-letter queue', async () => {
    const poison: unknown = JSON.parse(alarm().replace('"value": "ALARM"', '"value": "PURPLE"'));
    await putEvent(poison);
    const letter = await nextMessage((await redrivePolicyOf(stackOutput('IntakeQueueUrl'))).deadLetters);
    expect(JSON.parse(letter.Body ?? '')).toEqual(poison);
    expect(attributesWith(letter)).toMatchObject({
      at: 'detail.state.value',
      rule: 'not one of OK, ALARM, INSUFFICIENT_DATA',
    });
  });

  test('no rule matches an event of an alarm without a component', async () => {
    await putEvent(JSON.parse(payload('alarm-metric')));
    const { ApproximateNumberOfMessages } = await queueAttributes(stackOutput('IntakeQueueUrl'));
    expect(ApproximateNumberOfMessages).toBe('0');
  });

  test('malformed JSON reaches the dead-letter queue; its neighbours are processed', async () => {
    const QueueUrl = stackOutput('IntakeQueueUrl');
    for (const MessageBody of [alarm(), '{"detail-type":', alarm()])
      await deployedSqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    await waitUntilEmpty(QueueUrl);
    const letters = await takeAllMessages((await redrivePolicyOf(QueueUrl)).deadLetters);
    expect(letters.map(({ Body }) => Body)).toEqual(['{"detail-type":']);
  });
});

describe('the webhook', () => {
  test('rejects a body of an unknown page and stores it unchanged', async () => {
    const poison = payload('statuspage-incident').replaceAll('gpkpyklzq55q', 'somebodyelse');
    const answer = await postWebhook(poison);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ faults: [{ at: 'page.id', value: 'somebodyelse' }] });
    const letter = await nextMessage(await queueNamed('WebhookRefused'));
    expect(letter.Body).toBe(poison);
    expect(attributesWith(letter)['at']).toBe('page.id');
  });

  test('stores nothing of a call without the secret', async () => {
    expect((await postWebhook(payload('statuspage-incident'), 'guess')).status).toBe(403);
    expect(await takeAllMessages(await queueNamed('WebhookRefused'))).toEqual([]);
  });
});

describe('the webhook of notices', () => {
  test('keeps a message without a customer for a person', async () => {
    const answer = await postNotice('{"requester":"who@elsewhere.example","text":"Down?","ticket":{"id":"z-9"}}');
    expect(answer.status).toBe(202);
    expect((await callDeployedApi('GET', '/unmatched')).body).toContain('who@elsewhere.example');
  });

  test('stores nothing without the secret, and rejects an invalid post', async () => {
    expect((await postNotice('{"text":"Down."}', 'guess')).status).toBe(403);
    expect((await postNotice('{"customer":7}')).status).toBe(400);
    expect((await nextMessage(await queueNamed('WebhookRefused'))).Body).toBe('{"customer":7}');
  });
});

describe('the API', () => {
  test('reports every fault with its place and rule', async () => {
    const { status, body } = await callDeployedApi('POST', '/notices', '{"customer": "", "recognizedAt": "yesterday"}');
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      faults: expect.arrayContaining([expect.objectContaining({ at: 'recognizedAt', value: 'yesterday' })]),
    });
  });

  test('rejects an unsigned call', async () => {
    expect((await callDeployedApi('GET', '/months/2026-03', undefined, 'nobody')).status).toBe(403);
  });
});

describe('the console', () => {
  test('shows a month to a signed caller only', async () => {
    const { status, body } = await callDeployedApi('GET', '/console/months/2026-03');
    expect(status).toBe(200);
    expect(body).toMatch(/<h1>\s*March 2026/);
    expect((await callDeployedApi('GET', '/console/months/2026-03', undefined, 'nobody')).status).toBe(403);
    expect((await callDeployedApi('GET', '/console', undefined, 'nobody')).status).toBe(403);
  });

  test('rejects a form of another site', async () => {
    const { status } = await callDeployedApi('POST', '/console/months/2026-03/close', 'reason=x');
    expect(status).toBe(403);
  });
});

describe('queues behind the entry points', () => {
  test.each([
    ['ClosingQueueUrl', {}],
    ['WorkQueueUrl', { MessageGroupId: '00', MessageDeduplicationId: randomUUID() }],
  ])('an unreadable message on %s reaches the dead-letter queue after all attempts', async (name, fifo) => {
    const QueueUrl = stackOutput(name);
    const { tries, deadLetters } = await redrivePolicyOf(QueueUrl);
    expect(tries).toBe(5);
    const letter = await withQueueAttributes(QueueUrl, { VisibilityTimeout: '1', DelaySeconds: '0' }, async () => {
      await deployedSqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"kind":"unheard-of"}', ...fifo }));
      return nextMessage(deadLetters);
    });
    expect(letter.Body).toBe('{"kind":"unheard-of"}');
  });

  test('a message that invoicing always rejects lets its successor through', async () => {
    const QueueUrl = stackOutput('BillingQueueUrl');
    const { tries, deadLetters } = await redrivePolicyOf(QueueUrl);
    expect(tries).toBe(10);
    for (const MessageBody of ['refused', 'next'])
      await deployedSqs.send(
        new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: 'x', MessageDeduplicationId: randomUUID() }),
      );
    const received: (string | undefined)[] = [];
    while (received.length < tries) {
      const asked = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1, VisibilityTimeout: 0 });
      received.push((await deployedSqs.send(asked)).Messages?.[0]?.Body);
    }
    expect(new Set(received)).toEqual(new Set(['refused']));
    expect((await nextMessage(QueueUrl)).Body).toBe('next');
    expect((await nextMessage(deadLetters)).Body).toBe('refused');
  });
});
