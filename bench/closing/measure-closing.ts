import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { assessCustomers } from '../../functions/assess-customers/assess-customers.ts';
import { closeMonth } from '../../functions/close-month/close-month.ts';
import { REGION } from '../../local/emulator/start-emulators.ts';
import { sqsEvent } from '../../local/emulator/sqs-event.ts';
import { monthReader } from '../../shared/closing/load-month.ts';
import { openBucket } from '../../shared/statements/statement-bucket.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { type Counting, countRequests } from './count-requests.ts';
import { AS_OF, CONFIG, furnish, MONTH } from './bench-month.ts';
import { copyItems, CREDENTIALS, type Site, startSite } from './site.ts';
import { renderStatement } from '../../shared/web/render-statement.ts';

/** What something took: by the clock, and of this process's processor (the emulators have processes of their own). */
type Spent = { readonly seconds: number; readonly cpuSeconds: number };

export type ClosingFigures = {
  readonly customers: number;
  readonly credits: number;
  /** How many requests of each kind the closing made. */
  readonly requests: Readonly<Record<string, number>>;
  /** Those to the table and the queues. */
  readonly made: number;
  /** `1.02 × (n reads + c ledger writes + c / 10 sends + c hand-off marks)`. */
  readonly bound: number;
  readonly closing: Spent;
  /** The same requests in a bare loop, as many at once, to emulators that hold what the others held before. */
  readonly bare: Spent;
};

/** As many requests at once as a chunk makes. */
const AT_ONCE = 16;

/** Closes a month of `customers` customers, all of whom wrote, in the local environment, and makes the same requests once more. */
export const measureClosing = async (customers: number): Promise<ClosingFigures> => {
  const [site, other] = await Promise.all([startSite(), startSite()]);
  const counting = countRequests(site);
  try {
    await furnish(site.documents, customers);
    await copyItems(site, other);
    const { credits, closing } = await close(site, counting);
    const { requests, names } = counting;
    counting.turnTo(other);
    const bare = await spent(() => mapConcurrently(AT_ONCE, requests, (again) => again()));
    const kinds = Map.groupBy(names, (name) => name);
    const counts = Object.fromEntries([...kinds].map(([name, those]) => [name, those.length]));
    const made = names.filter((name) => !name.startsWith('S3')).length;
    const bound = 1.02 * (customers + credits + credits / 10 + credits);
    return { customers, credits, requests: counts, made, bound, closing, bare };
  } finally {
    counting.stop();
    await Promise.all([site.stop(), other.stop()]);
  }
};

/** Orders a closing and brings its chunks to the handler one after the other, as Lambda would those of one group. */
const close = async (
  site: Site,
  counting: Counting,
): Promise<{ readonly credits: number; readonly closing: Spent }> => {
  const { documents: table, sqs, workUrl, billingUrl } = site;
  let credits = 0;
  const deployment = { config: CONFIG, stage: 'bench', region: REGION, account: '000000000000' };
  const common = {
    table,
    deployment,
    clock: () => AS_OF,
    monthOf: monthReader(table, deployment),
    telemetry: {
      count: () => {},
      rejected: () => {},
      note: (_message: string, details: unknown) => {
        const closed = closing.safeParse(details);
        if (closed.success) credits = closed.data.counts.issued;
      },
    },
  };
  const base = `http://127.0.0.1:${site.messagesPort}/${site.bucket}`;
  const statements = counting.bucket(openBucket(site.bucket, REGION, CREDENTIALS, base));
  const start = closeMonth({ ...common, work: { sqs, url: workUrl } });
  const assess = assessCustomers({ ...common, billing: { sqs, url: billingUrl }, statements, render: renderStatement });
  const asOf = new Date(AS_OF).toISOString();
  const order = { kind: 'requested', month: MONTH, asOf, preview: false, by: 'bench', startedAt: asOf };

  let all = await spent(() =>
    counting.counted(() => start(sqsEvent([{ MessageId: '0', Body: JSON.stringify(order) }]))),
  );
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: workUrl }));
    const [message] = Messages;
    if (message === undefined) return { credits, closing: all };
    const one = await spent(() => counting.counted(() => assess(sqsEvent([message]))));
    all = { seconds: all.seconds + one.seconds, cpuSeconds: all.cpuSeconds + one.cpuSeconds };
    await sqs.send(new DeleteMessageCommand({ QueueUrl: workUrl, ReceiptHandle: message.ReceiptHandle }));
  }
};

const spent = async (work: () => Promise<unknown>): Promise<Spent> => {
  const before = performance.now();
  const cpuBefore = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(cpuBefore);
  return { seconds: (performance.now() - before) / 1000, cpuSeconds: (user + system) / 1e6 };
};

/** What a run says of itself when it is closed. */
const closing = z.object({ counts: z.object({ issued: z.number() }) });
