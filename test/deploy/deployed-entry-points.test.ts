import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Message, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { callApi, output, postWebhook, putEvent, sqs } from './deployed-stack.ts';
import { attributesOf, drained, next, queueNamed, redriveOf, takeAll, withAttributes } from './deployed-queues.ts';

/** What will never work, brought to each door: it ends in the dead letters of that door, and nothing else is held up. */
const payload = (name: string): string =>
  readFileSync(new URL(`../fixtures/payloads/${name}.json`, import.meta.url), 'utf8');
const alarm = (): string => payload('alarm-metric').replaceAll('voice 5xx', 'api-5xx');

const attributesWith = ({ MessageAttributes = {} }: Message): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]));

describe('alarm events', () => {
  test('one with a state that no alarm has is put aside as it came, with the reason', async () => {
    const poison: unknown = JSON.parse(alarm().replace('"value": "ALARM"', '"value": "PURPLE"'));
    await putEvent(poison);
    const letter = await next((await redriveOf(output('IntakeQueueUrl'))).deadLetters);
    expect(JSON.parse(letter.Body ?? '')).toEqual(poison);
    expect(attributesWith(letter)).toMatchObject({
      at: 'detail.state.value',
      rule: 'not one of OK, ALARM, INSUFFICIENT_DATA',
    });
  });

  test('one of an alarm that no component names is heard by no rule', async () => {
    await putEvent(JSON.parse(payload('alarm-metric')));
    const { ApproximateNumberOfMessages } = await attributesOf(output('IntakeQueueUrl'));
    expect(ApproximateNumberOfMessages).toBe('0');
  });

  test('what is no JSON is put aside, and the events beside it are taken', async () => {
    const QueueUrl = output('IntakeQueueUrl');
    for (const MessageBody of [alarm(), '{"detail-type":', alarm()])
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    await drained(QueueUrl);
    const letters = await takeAll((await redriveOf(QueueUrl)).deadLetters);
    expect(letters.map(({ Body }) => Body)).toEqual(['{"detail-type":']);
  });
});

describe('the webhook', () => {
  test('refuses the word of an unknown page, and puts it aside as it came', async () => {
    const poison = payload('statuspage-incident').replaceAll('gpkpyklzq55q', 'somebodyelse');
    const answer = await postWebhook(poison);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ faults: [{ at: 'page.id', value: 'somebodyelse' }] });
    const letter = await next(await queueNamed('WebhookRefused'));
    expect(letter.Body).toBe(poison);
    expect(attributesWith(letter)['at']).toBe('page.id');
  });

  test('keeps nothing of whoever does not know the secret', async () => {
    expect((await postWebhook(payload('statuspage-incident'), 'guess')).status).toBe(403);
    expect(await takeAll(await queueNamed('WebhookRefused'))).toEqual([]);
  });
});

describe('the API', () => {
  test('says what is wrong, each fault with its place and rule', async () => {
    const { status, body } = await callApi('POST', '/notices', '{"customer": "", "recognizedAt": "yesterday"}');
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      faults: expect.arrayContaining([expect.objectContaining({ at: 'recognizedAt', value: 'yesterday' })]),
    });
  });

  test('answers no call that is not signed', async () => {
    expect((await callApi('GET', '/months/2026-03', undefined, 'nobody')).status).toBe(403);
  });
});

describe('the console', () => {
  test('shows a month to who signs, and nothing to who does not', async () => {
    const { status, body } = await callApi('GET', '/console/months/2026-03');
    expect(status).toBe(200);
    expect(body).toContain('<h1>March 2026');
    expect((await callApi('GET', '/console/months/2026-03', undefined, 'nobody')).status).toBe(403);
    expect((await callApi('GET', '/console', undefined, 'nobody')).status).toBe(403);
  });

  test('takes no form that comes from elsewhere', async () => {
    const { status } = await callApi('POST', '/console/months/2026-03/close', 'reason=x');
    expect(status).toBe(403);
  });
});

describe('queues behind the doors', () => {
  test.each([
    ['ClosingQueueUrl', {}],
    ['WorkQueueUrl', { MessageGroupId: '00', MessageDeduplicationId: randomUUID() }],
  ])('what the function of %s cannot read ends in its dead letters after its tries', async (name, fifo) => {
    const QueueUrl = output(name);
    const { tries, deadLetters } = await redriveOf(QueueUrl);
    expect(tries).toBe(5);
    const letter = await withAttributes(QueueUrl, { VisibilityTimeout: '1', DelaySeconds: '0' }, async () => {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"kind":"unheard-of"}', ...fifo }));
      return next(deadLetters);
    });
    expect(letter.Body).toBe('{"kind":"unheard-of"}');
  });

  test('a credit that invoicing gives back ten times ends in its dead letters, its group’s next one comes', async () => {
    const QueueUrl = output('BillingQueueUrl');
    const { tries, deadLetters } = await redriveOf(QueueUrl);
    expect(tries).toBe(10);
    for (const MessageBody of ['refused', 'next'])
      await sqs.send(
        new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: 'x', MessageDeduplicationId: randomUUID() }),
      );
    const received: (string | undefined)[] = [];
    while (received.length < tries) {
      const asked = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1, VisibilityTimeout: 0 });
      received.push((await sqs.send(asked)).Messages?.[0]?.Body);
    }
    expect(new Set(received)).toEqual(new Set(['refused']));
    expect((await next(QueueUrl)).Body).toBe('next');
    expect((await next(deadLetters)).Body).toBe('refused');
  });
});
