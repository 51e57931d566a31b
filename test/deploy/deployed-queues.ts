import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { sqs } from './deployed-stack.ts';

/** Asks again, ten times a second, until the answer is not undefined. */
export const until = async <T>(what: string, ask: () => Promise<T | undefined>, seconds = 60): Promise<T> => {
  for (const deadline = Date.now() + seconds * 1000; ; await sleep(100)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`Not within ${seconds} s: ${what}`);
  }
};

/** A queue's attributes, as it was deployed. */
export const attributesOf = async (url: string): Promise<Readonly<Record<string, string>>> => {
  const asked = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
  return (await sqs.send(asked)).Attributes ?? {};
};

/** Changes attributes of a queue while `during` runs, for a test that would wait for hours otherwise. */
export const withAttributes = async <T>(
  url: string,
  changed: Readonly<Record<string, string>>,
  during: () => Promise<T>,
): Promise<T> => {
  const before = await attributesOf(url);
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: changed }));
  try {
    return await during();
  } finally {
    const Attributes = Object.fromEntries(Object.keys(changed).map((name) => [name, before[name] ?? '']));
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes }));
  }
};

const redrivePolicy = z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() });

/** How a queue was deployed to give up: after how many tries, and where to. */
export const redriveOf = async (url: string): Promise<{ readonly tries: number; readonly deadLetters: string }> => {
  const { RedrivePolicy = '{}' } = await attributesOf(url);
  const { deadLetterTargetArn, maxReceiveCount } = z.parse(redrivePolicy, JSON.parse(RedrivePolicy));
  const QueueName = deadLetterTargetArn.replace(/^.*:/, '');
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  return { tries: maxReceiveCount, deadLetters: QueueUrl };
};

/** The URL of the one queue whose generated name has this in it. */
export const queueNamed = async (part: string): Promise<string> => {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ MaxResults: 1000 }));
  const [found, ...others] = QueueUrls.filter((url) => url.includes(part));
  if (found === undefined || others.length > 0) throw new Error(`No queue, or several, with ${part} in its name`);
  return found;
};

/** Takes a batch of a queue's messages off it, as a consumer that has dealt with them. */
const take = async (url: string): Promise<Message[]> => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
  );
  for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
  return Messages;
};

/** Takes messages off a queue until none is left. */
export const takeAll = async (url: string): Promise<Message[]> => {
  const taken: Message[] = [];
  for (;;) {
    const batch = await take(url);
    if (batch.length === 0) return taken;
    taken.push(...batch);
  }
};

/** The first message to come onto a queue, taken off it. */
export const next = (url: string, seconds = 60): Promise<Message> =>
  until(`a message on ${url}`, async () => (await take(url))[0], seconds);

/** Waits until a queue's function has dealt with all that was on it. */
export const drained = async (url: string): Promise<void> => {
  const counts = ['', 'NotVisible', 'Delayed'].map((suffix) => `ApproximateNumberOfMessages${suffix}`);
  await until(`${url} is empty`, async () => {
    const attributes = await attributesOf(url);
    return counts.every((name) => attributes[name] === '0') ? true : undefined;
  });
};
