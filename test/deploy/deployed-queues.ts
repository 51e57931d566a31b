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
import { deployedSqs } from './deployed-stack.ts';

/** Polls ten times a second until the result is defined. Returns the result. */
export const pollUntil = async <T>(what: string, ask: () => Promise<T | undefined>, seconds = 60): Promise<T> => {
  for (const deadline = Date.now() + seconds * 1000; ; await sleep(100)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`Not within ${seconds} s: ${what}`);
  }
};

/** Returns the deployed attributes of a queue. */
export const queueAttributes = async (url: string): Promise<Readonly<Record<string, string>>> => {
  const asked = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
  return (await deployedSqs.send(asked)).Attributes ?? {};
};

/** Changes attributes of a queue while `during` runs, so that a test does not wait for hours. */
export const withQueueAttributes = async <T>(
  url: string,
  changed: Readonly<Record<string, string>>,
  during: () => Promise<T>,
): Promise<T> => {
  const before = await queueAttributes(url);
  await deployedSqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: changed }));
  try {
    return await during();
  } finally {
    const Attributes = Object.fromEntries(Object.keys(changed).map((name) => [name, before[name] ?? '']));
    await deployedSqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes }));
  }
};

const redrivePolicy = z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() });

/** Returns the number of attempts and the dead-letter queue of a queue. */
export const redrivePolicyOf = async (
  url: string,
): Promise<{ readonly tries: number; readonly deadLetters: string }> => {
  const { RedrivePolicy = '{}' } = await queueAttributes(url);
  const { deadLetterTargetArn, maxReceiveCount } = z.parse(redrivePolicy, JSON.parse(RedrivePolicy));
  const QueueName = deadLetterTargetArn.replace(/^.*:/, '');
  const { QueueUrl = '' } = await deployedSqs.send(new GetQueueUrlCommand({ QueueName }));
  return { tries: maxReceiveCount, deadLetters: QueueUrl };
};

/** Returns the URL of the only queue with this text in its generated name. */
export const queueNamed = async (part: string): Promise<string> => {
  const { QueueUrls = [] } = await deployedSqs.send(new ListQueuesCommand({ MaxResults: 1000 }));
  const [found, ...others] = QueueUrls.filter((url) => url.includes(part));
  if (found === undefined || others.length > 0) throw new Error(`Not exactly one queue has ${part} in its name`);
  return found;
};

/** Receives and deletes a batch of messages. */
const take = async (url: string): Promise<Message[]> => {
  const { Messages = [] } = await deployedSqs.send(
    new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
  );
  for (const { ReceiptHandle } of Messages)
    await deployedSqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
  return Messages;
};

/** Receives and deletes all messages of a queue. */
export const takeAllMessages = async (url: string): Promise<Message[]> => {
  const taken: Message[] = [];
  for (;;) {
    const batch = await take(url);
    if (batch.length === 0) return taken;
    taken.push(...batch);
  }
};

/** Receives and deletes the next message of a queue. */
export const nextMessage = (url: string, seconds = 60): Promise<Message> =>
  pollUntil(`a message on ${url}`, async () => (await take(url))[0], seconds);

/** Waits until the function of a queue has processed all messages. */
export const waitUntilEmpty = async (url: string): Promise<void> => {
  const counts = ['', 'NotVisible', 'Delayed'].map((suffix) => `ApproximateNumberOfMessages${suffix}`);
  await pollUntil(`${url} is empty`, async () => {
    const attributes = await queueAttributes(url);
    return counts.every((name) => attributes[name] === '0') ? true : undefined;
  });
};
