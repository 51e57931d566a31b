import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { assessCustomers } from '../../functions/assess-customers/handler.ts';
import { closeMonth } from '../../functions/close-month/handler.ts';
import { synthesise } from '../../infra/synthesise.ts';
import { startAccount } from '../../local/account.ts';
import { REGION } from '../../local/emulators.ts';
import { monthReader } from '../../shared/closing/months.ts';
import { ENV } from '../../shared/environment.ts';
import { concurrently } from '../../shared/store/concurrently.ts';
import { countRequests } from './counting.ts';
import { AS_OF, CONFIG, furnish, MONTH } from './month.ts';

export type ClosingFigures = {
  readonly customers: number;
  readonly credits: number;
  /** How many requests of each kind the closing made. */
  readonly requests: Readonly<Record<string, number>>;
  /** Those to the table and the queues. */
  readonly made: number;
  /** `1.02 × (n reads + c ledger writes + c / 10 sends + c hand-off marks)`. */
  readonly bound: number;
  readonly seconds: number;
  /** How long the same requests take in a bare loop, as many at once. */
  readonly bareSeconds: number;
};

/** As many requests at once as a chunk makes. */
const AT_ONCE = 16;

/** Closes a month of `customers` customers, all of whom wrote, in the local environment. */
export const measureClosing = async (customers: number): Promise<ClosingFigures> => {
  const account = await startAccount(synthesise(CONFIG, 'bench'));
  const { table, sqs, statements, setting } = account;
  const counting = countRequests(account);
  try {
    await furnish(table, customers);
    let credits = 0;
    const deployment = { config: CONFIG, stage: 'bench', region: REGION, account: '000000000000' };
    const common = {
      table,
      deployment,
      clock: () => AS_OF,
      monthOf: monthReader(table, deployment),
      telemetry: {
        count: () => {},
        refused: () => {},
        note: (_message: string, details: unknown) => {
          const closed = closing.safeParse(details);
          if (closed.success) credits = closed.data.counts.issued;
        },
      },
    };
    const work = { sqs, url: setting('close-month', ENV.workQueueUrl) };
    const billing = { sqs, url: setting('assess-customers', ENV.billingQueueUrl) };
    const close = closeMonth({ ...common, work });
    const assess = assessCustomers({ ...common, billing, statements });
    let seconds = 0;
    const timed = async (handle: () => Promise<void>): Promise<void> => {
      const before = performance.now();
      await counting.counted(handle);
      seconds += (performance.now() - before) / 1000;
    };

    const order = {
      kind: 'requested',
      month: MONTH,
      asOf: iso(AS_OF),
      preview: false,
      by: 'bench',
      startedAt: iso(AS_OF),
    };
    await timed(() => close(eventOf('0', JSON.stringify(order))));
    for (;;) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: work.url }));
      const [message] = Messages;
      if (message === undefined) break;
      await timed(() => assess(eventOf(message.MessageId ?? '', message.Body ?? '')));
      await sqs.send(new DeleteMessageCommand({ QueueUrl: work.url, ReceiptHandle: message.ReceiptHandle }));
    }

    const { requests, names } = counting;
    const before = performance.now();
    await concurrently(AT_ONCE, requests, (again) => again());
    const bareSeconds = (performance.now() - before) / 1000;
    const kinds = Map.groupBy(names, (name) => name);
    const counts = Object.fromEntries([...kinds].map(([name, those]) => [name, those.length]));
    const made = names.filter((name) => !name.startsWith('S3')).length;
    const bound = 1.02 * (customers + credits + credits / 10 + credits);
    return { customers, credits, requests: counts, made, bound, seconds, bareSeconds };
  } finally {
    counting.stop();
    await account.stop();
  }
};

/** What a run says of itself when it is closed. */
const closing = z.object({ counts: z.object({ issued: z.number() }) });

const iso = (at: number): string => new Date(at).toISOString();

const eventOf = (messageId: string, body: string): SQSEvent => ({
  Records: [
    {
      messageId,
      receiptHandle: messageId,
      body,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '0',
        SenderId: 'bench',
        ApproximateFirstReceiveTimestamp: '0',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:bench',
      awsRegion: REGION,
    },
  ],
});
