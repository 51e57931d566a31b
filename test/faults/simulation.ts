import { type Message, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import type { Config } from '../../shared/config/config.ts';
import { apiCall, webhookCall } from '../support/http/requests.ts';
import type { SimulationSite } from './simulation-site.ts';
import { noFault } from './request-faults.ts';
import { startFunctionProcess, type FunctionProcess } from './function-process.ts';
import { sqsEvent } from '../../local/emulator/sqs-event.ts';
import { receiveMessages, releaseMessage, deleteMessage, takeBodies } from './queue-messages.ts';
import { type RequestFault, type FunctionInvocation, runInvocation } from './function-invocation.ts';
import { expireDeduplication } from './accelerated-time.ts';
import { silentTelemetry } from '../support/builders/silent-telemetry.ts';

/**
 * Queues that feed a function, as the stack defines them: batch size, delay after a failure, and number of attempts.
 */
const FED = [
  { queue: 'intake', fn: 'ingest-cloudwatch', batch: 10, awayMs: 3 * 60_000, tries: 10 },
  { queue: 'closing', fn: 'close-month', batch: 1, awayMs: 30 * 60_000, tries: 5 },
  { queue: 'work.fifo', fn: 'assess-customers', batch: 1, awayMs: 12 * 60_000, tries: 5 },
] as const;

/** Intervals of the scheduled functions. */
const EVERY = { 'poll-twilio': 5 * 60_000, 'reconcile-alarms': 30 * 60_000 } as const;

export type WaitingMessage = {
  readonly queue: string;
  readonly body: string;
  readonly group?: string;
  readonly id?: string;
};

/** Returns the fault of an invocation. `before` is the number of earlier invocations. */
type Choose = (fn: string, before: number) => RequestFault;

/** Called before each invocation. */
type Watch = (fn: string, body: string | undefined) => Promise<void>;

/** The product at a site of its own, with a clock and with faults. */
export type Simulation = {
  readonly site: SimulationSite;
  readonly invocations: readonly FunctionInvocation[];
  /** The bodies that invoicing and the dead-letter queues received, in order. */
  readonly billed: readonly string[];
  readonly refused: readonly string[];
  readonly setClock: (now: number) => void;
  /** Calls the HTTP API and retries until it answers, as its callers do. */
  readonly call: (method: string, path: string, body?: unknown) => Promise<string>;
  readonly webhook: (body: unknown) => Promise<string>;
  /** Runs a scheduled function until a run succeeds. */
  readonly run: (fn: keyof typeof EVERY) => Promise<void>;
  readonly put: (...messages: readonly WaitingMessage[]) => Promise<void>;
  /** Invokes a function once. Returns the ids of the failed messages. */
  readonly deliver: (fn: string, event: SQSEvent) => Promise<ReadonlySet<string>>;
  /** Delivers the messages of the queues until none is left. A failed message returns when nothing else moves. */
  readonly pump: () => Promise<void>;
  /** The messages that wait on the queues between the functions. */
  readonly waiting: () => Promise<WaitingMessage[]>;
};

export type SimulationOptions = {
  readonly config: Config;
  readonly choose?: Choose;
  readonly watch?: Watch;
  /** Called before each look at a queue. */
  readonly beforeTurn?: () => Promise<void>;
  /** How often each batch is delivered. @default 1 */
  readonly times?: number;
  readonly billed?: readonly string[];
  readonly refused?: readonly string[];
};

export const newSimulation = (site: SimulationSite, options: SimulationOptions): Simulation => {
  const { config, choose = () => noFault, watch = async () => {}, beforeTurn = async () => {}, times = 1 } = options;
  let now = 0;
  const processes = new Map<string, FunctionProcess>();
  const invocations: FunctionInvocation[] = [];
  const billed = [...(options.billed ?? [])];
  const refused = [...(options.refused ?? [])];

  /** Runs code in the process of a function. A crashed process is not used again, and its answer is lost. */
  const inProcess = async <T>(
    fn: string,
    code: (process: FunctionProcess) => Promise<T>,
    body?: string,
  ): Promise<T | undefined> => {
    await watch(fn, body);
    const process = processes.get(fn) ?? startFunctionProcess(fn, site.connect(), config, () => now, silentTelemetry);
    processes.set(fn, process);
    const invocation: FunctionInvocation = { fn, fault: choose(fn, invocations.length), requests: [], dead: false };
    invocations.push(invocation);
    const answer = await runInvocation(invocation, () => code(process)).catch(() => undefined);
    if (invocation.dead) processes.delete(fn);
    return invocation.dead ? undefined : answer;
  };

  const untilAnswered = async (
    fn: string,
    code: (process: FunctionProcess) => Promise<{ readonly statusCode: number; readonly body: string }>,
  ): Promise<string> => {
    // A record has up to twelve writes. If each loses its answer in a third of all tries, most calls fail.
    for (let tries = 0; tries < 50; tries += 1) {
      const answer = await inProcess(fn, code);
      if (answer !== undefined && answer.statusCode < 500) return `${answer.statusCode} ${answer.body}`;
      now += 1000;
    }
    throw new Error(`${fn} did not answer`);
  };

  const deliver = async (fn: string, event: SQSEvent): Promise<ReadonlySet<string>> => {
    const all = new Set(event.Records.map(({ messageId }) => messageId));
    const response = await inProcess(
      fn,
      async (process) => ({ failed: await process.sqs(event) }),
      event.Records[0]?.body,
    );
    if (response === undefined) return all;
    return new Set(response.failed?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  };

  const put = async (...messages: readonly WaitingMessage[]): Promise<void> => {
    for (const { queue, body, group, id } of messages) {
      const { sqs, url } = site.queue(queue);
      const fifo = group === undefined ? {} : { MessageGroupId: group, MessageDeduplicationId: id };
      await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body, ...fifo }));
    }
  };

  const collect = async (): Promise<void> => {
    billed.push(...(await takeBodies(site.queue('billing.fifo'))));
    refused.push(
      ...(await takeBodies(site.queue('intake-refused'))),
      ...(await takeBodies(site.queue('webhook-refused'))),
    );
  };

  const pump = async (): Promise<void> => {
    const tried = new Map<string, number>();
    const away: { readonly queue: string; readonly message: Message; readonly awayMs: number }[] = [];
    const turn = async ({ queue, fn, batch, awayMs, tries }: (typeof FED)[number]): Promise<boolean> => {
      await collect();
      await beforeTurn();
      const messages = await receiveMessages(site.queue(queue), batch);
      if (messages.length === 0) return false;
      let failed: ReadonlySet<string> = new Set();
      for (let time = 0; time < times; time += 1) failed = await deliver(fn, sqsEvent(messages));
      for (const message of messages) {
        const { MessageId: id = '' } = message;
        if (!failed.has(id)) {
          await deleteMessage(site.queue(queue), message);
          continue;
        }
        tried.set(id, (tried.get(id) ?? 0) + 1);
        if ((tried.get(id) ?? 0) >= tries) throw new Error(`${queue}: a message reached the dead-letter queue`);
        away.push({ queue, message, awayMs });
      }
      return true;
    };
    for (;;) {
      let moved = false;
      for (const fed of FED) moved = (await turn(fed)) || moved;
      await collect();
      if (moved) continue;
      const back = away.splice(0);
      if (back.length === 0) break;
      const longest = Math.max(...back.map(({ awayMs }) => awayMs));
      now += longest;
      expireDeduplication();
      for (const { queue, message } of back) await releaseMessage(site.queue(queue), message);
    }
  };

  return {
    site,
    invocations,
    billed,
    refused,
    setClock: (instant) => {
      now = Math.max(now, instant);
    },
    call: (method, path, body) => untilAnswered('records', ({ records }) => records(apiCall(method, path, body))),
    webhook: (body) => untilAnswered('ingest-twilio', ({ webhook }) => webhook(webhookCall(body))),
    run: async (fn) => {
      // A record has up to twelve writes. If each loses its answer in a third of all tries, most calls fail.
      for (let tries = 0; tries < 50; tries += 1) {
        const hasRun = await inProcess(fn, async ({ run }) => {
          await run();
          return true;
        });
        if (hasRun === true) return;
        now += EVERY[fn];
      }
      throw new Error(`${fn} never succeeded`);
    },
    put,
    deliver,
    pump,
    waiting: async () => {
      const waiting: WaitingMessage[] = [];
      for (const { queue } of FED) {
        const messages: Message[] = [];
        for (
          let more = await receiveMessages(site.queue(queue), 10);
          more.length > 0;
          more = await receiveMessages(site.queue(queue), 10)
        )
          messages.push(...more);
        for (const {
          Body: body = '',
          Attributes: { MessageGroupId: group, MessageDeduplicationId: id } = {},
        } of messages)
          waiting.push({ queue, body, ...(group === undefined || id === undefined ? {} : { group, id }) });
        for (const message of messages.toReversed()) await releaseMessage(site.queue(queue), message);
      }
      return waiting;
    },
  };
};
