import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { assessCustomers } from '../../functions/assess-customers/assess-customers.ts';
import { closeMonth } from '../../functions/close-month/close-month.ts';
import { LOCAL_REGION } from '../../local/emulator/start-emulators.ts';
import { sqsEvent } from '../../local/emulator/sqs-event.ts';
import { monthReader } from '../../shared/closing/load-month.ts';
import { openBucket } from '../../shared/statements/statement-bucket.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { countRequests, type RequestCounter } from './count-requests.ts';
import { AS_OF, CONFIG, MONTH, recordMonth } from './bench-month.ts';
import { copyItems, EMULATOR_CREDENTIALS, type EmulatorProcess, startEmulatorProcess } from './emulator-process.ts';
import { renderStatement } from '../../shared/web/render-statement.ts';

/** Elapsed time, and processor time of this process; the emulators run in other processes. */
type Duration = { readonly seconds: number; readonly cpuSeconds: number };

export type ClosingFigures = {
  readonly customers: number;
  readonly credits: number;
  /** The number of requests by operation. */
  readonly requests: Readonly<Record<string, number>>;
  /** The number of requests to the table and the queues. */
  readonly made: number;
  /** `1.02 × (n reads + c list entries + c ledger writes + c / 10 sends + c published marks)` for n customers and c credits. */
  readonly bound: number;
  readonly closing: Duration;
  /**
   * The same requests in a loop without other work, with the same concurrency, on emulators with the same initial data.
   */
  readonly bare: Duration;
};

/** The concurrency of a batch of customers. */
const CONCURRENT_REQUESTS = 16;

/** Closes a month of `customers` customers, each with a notice, on emulators, and repeats the requests in a loop. */
export const measureClosing = async (customers: number): Promise<ClosingFigures> => {
  const [site, other] = await Promise.all([startEmulatorProcess(), startEmulatorProcess()]);
  const counter = countRequests(site);
  try {
    await recordMonth(site.documents, customers);
    await copyItems(site, other);
    const { credits, closing } = await close(site, counter);
    const { repeats, names } = counter;
    counter.redirectTo(other);
    const bare = await measureDuration(() => mapConcurrently(CONCURRENT_REQUESTS, repeats, (repeat) => repeat()));
    const byName = Map.groupBy(names, (name) => name);
    const requests = Object.fromEntries([...byName].map(([name, same]) => [name, same.length]));
    const made = names.filter((name) => !name.startsWith('S3')).length;
    const bound = 1.02 * (customers + credits + credits + credits / 10 + credits);
    return { customers, credits, requests, made, bound, closing, bare };
  } finally {
    counter.stop();
    await Promise.all([site.stop(), other.stop()]);
  }
};

/**
 * Requests a close and invokes the handler with its batches, one after another, as Lambda does within a message group.
 */
const close = async (
  site: EmulatorProcess,
  counter: RequestCounter,
): Promise<{ readonly credits: number; readonly closing: Duration }> => {
  const { documents: table, sqs, workUrl, billingUrl } = site;
  let credits = 0;
  const deployment = { config: CONFIG, stage: 'bench', region: LOCAL_REGION, account: '000000000000' };
  const common = {
    table,
    deployment,
    clock: () => AS_OF,
    monthOf: monthReader(table, deployment),
    telemetry: {
      count: () => {},
      rejected: () => {},
      note: (_message: string, details: unknown) => {
        const completed = completedRun.safeParse(details);
        if (completed.success) credits = completed.data.counts.issued;
      },
    },
  };
  const base = `http://127.0.0.1:${site.messagesPort}/${site.bucket}`;
  const statements = counter.countBucket(openBucket(site.bucket, LOCAL_REGION, EMULATOR_CREDENTIALS, base));
  const start = closeMonth({ ...common, work: { sqs, url: workUrl } });
  const assess = assessCustomers({ ...common, billing: { sqs, url: billingUrl }, statements, render: renderStatement });
  const asOf = new Date(AS_OF).toISOString();
  const order = { kind: 'requested', month: MONTH, asOf, preview: false, by: 'bench', startedAt: asOf };

  let total = await measureDuration(() =>
    counter.count(() => start(sqsEvent([{ MessageId: '0', Body: JSON.stringify(order) }]))),
  );
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: workUrl }));
    const [message] = Messages;
    if (message === undefined) return { credits, closing: total };
    const batch = await measureDuration(() => counter.count(() => assess(sqsEvent([message]))));
    total = { seconds: total.seconds + batch.seconds, cpuSeconds: total.cpuSeconds + batch.cpuSeconds };
    await sqs.send(new DeleteMessageCommand({ QueueUrl: workUrl, ReceiptHandle: message.ReceiptHandle }));
  }
};

const measureDuration = async (work: () => Promise<unknown>): Promise<Duration> => {
  const before = performance.now();
  const cpuBefore = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(cpuBefore);
  return { seconds: (performance.now() - before) / 1000, cpuSeconds: (user + system) / 1e6 };
};

/** The details of the log message of a completed run. */
const completedRun = z.object({ counts: z.object({ issued: z.number() }) });
