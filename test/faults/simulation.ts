import { type Message, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import type { Config } from '../../shared/config/config.ts';
import { apiCall, webhookCall } from '../support/http/requests.ts';
import type { Site } from './simulation-site.ts';
import { none } from './request-faults.ts';
import { startProcess, type Process } from './function-process.ts';
import { sqsEvent } from '../../local/emulator/sqs-event.ts';
import { receive, release, remove, take } from './queue-messages.ts';
import { type Fault, type Invocation, invoke } from './function-invocation.ts';
import { passTime } from './accelerated-time.ts';
import { silentTelemetry } from '../support/builders/silent-telemetry.ts';

/** A queue that feeds a function, as the stack has it: its batch, how long a message stays away after a failure, how often it is tried. */
const FED = [
  { queue: 'intake', fn: 'ingest-cloudwatch', batch: 10, awayMs: 3 * 60_000, tries: 10 },
  { queue: 'closing', fn: 'close-month', batch: 1, awayMs: 30 * 60_000, tries: 5 },
  { queue: 'work.fifo', fn: 'assess-customers', batch: 1, awayMs: 12 * 60_000, tries: 5 },
] as const;

/** How long it is to the next run of a function that runs by the clock. */
const EVERY = { 'poll-twilio': 5 * 60_000, 'reconcile-alarms': 30 * 60_000 } as const;

/** A message that waits on a queue. */
export type Waiting = { readonly queue: string; readonly body: string; readonly group?: string; readonly id?: string };

/** Chooses what goes wrong with an invocation; asked before each, with how many there were before. */
type Choose = (fn: string, before: number) => Fault;

/** What happens in a world before each invocation. */
type Watch = (fn: string, body: string | undefined) => Promise<void>;

/** The product at a site of its own, with a clock, and with faults. */
export type World = {
  readonly site: Site;
  readonly invocations: readonly Invocation[];
  /** The bodies of what invoicing and the dead-letter queues have received, in order. */
  readonly billed: readonly string[];
  readonly refused: readonly string[];
  readonly setClock: (now: number) => void;
  /** Calls the HTTP API again and again until it answers, as its callers do. */
  readonly call: (method: string, path: string, body?: unknown) => Promise<string>;
  readonly webhook: (body: unknown) => Promise<string>;
  /** Lets a function run by the clock, until a run of it has succeeded. */
  readonly run: (fn: keyof typeof EVERY) => Promise<void>;
  readonly put: (...messages: readonly Waiting[]) => Promise<void>;
  /** One invocation of a function, whatever becomes of it. */
  readonly deliver: (fn: string, event: SQSEvent) => Promise<ReadonlySet<string>>;
  /** Lets the queues' messages through until none is left. A failed one comes back once nothing else moves. */
  readonly pump: () => Promise<void>;
  /** The messages that wait on the queues between the functions. */
  readonly waiting: () => Promise<Waiting[]>;
};

export type WorldOptions = {
  readonly config: Config;
  readonly choose?: Choose;
  readonly watch?: Watch;
  /** What happens before each look at a queue. */
  readonly beforeTurn?: () => Promise<void>;
  /** How often each batch is delivered. @default 1 */
  readonly times?: number;
  readonly billed?: readonly string[];
  readonly refused?: readonly string[];
};

export const newWorld = (site: Site, options: WorldOptions): World => {
  const { config, choose = () => none, watch = async () => {}, beforeTurn = async () => {}, times = 1 } = options;
  let now = 0;
  const processes = new Map<string, Process>();
  const invocations: Invocation[] = [];
  const billed = [...(options.billed ?? [])];
  const refused = [...(options.refused ?? [])];

  /** Runs code in a function's process. A process that was killed is not used again, and has answered nothing. */
  const inProcess = async <T>(
    fn: string,
    code: (process: Process) => Promise<T>,
    body?: string,
  ): Promise<T | undefined> => {
    await watch(fn, body);
    const process = processes.get(fn) ?? startProcess(fn, site.connect(), config, () => now, silentTelemetry);
    processes.set(fn, process);
    const invocation: Invocation = { fn, fault: choose(fn, invocations.length), requests: [], dead: false };
    invocations.push(invocation);
    const answer = await invoke(invocation, () => code(process)).catch(() => undefined);
    if (invocation.dead) processes.delete(fn);
    return invocation.dead ? undefined : answer;
  };

  const untilAnswered = async (
    fn: string,
    code: (process: Process) => Promise<{ readonly statusCode: number; readonly body: string }>,
  ): Promise<string> => {
    for (let tries = 0; tries < 10; tries += 1) {
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

  const put = async (...messages: readonly Waiting[]): Promise<void> => {
    for (const { queue, body, group, id } of messages) {
      const { sqs, url } = site.queue(queue);
      const fifo = group === undefined ? {} : { MessageGroupId: group, MessageDeduplicationId: id };
      await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body, ...fifo }));
    }
  };

  const collect = async (): Promise<void> => {
    billed.push(...(await take(site.queue('billing.fifo'))));
    refused.push(...(await take(site.queue('intake-refused'))), ...(await take(site.queue('webhook-refused'))));
  };

  const pump = async (): Promise<void> => {
    const tried = new Map<string, number>();
    const away: { readonly queue: string; readonly message: Message; readonly awayMs: number }[] = [];
    const turn = async ({ queue, fn, batch, awayMs, tries }: (typeof FED)[number]): Promise<boolean> => {
      await collect();
      await beforeTurn();
      const messages = await receive(site.queue(queue), batch);
      if (messages.length === 0) return false;
      let failed: ReadonlySet<string> = new Set();
      for (let time = 0; time < times; time += 1) failed = await deliver(fn, sqsEvent(messages));
      for (const message of messages) {
        const { MessageId: id = '' } = message;
        if (!failed.has(id)) {
          await remove(site.queue(queue), message);
          continue;
        }
        tried.set(id, (tried.get(id) ?? 0) + 1);
        if ((tried.get(id) ?? 0) >= tries) throw new Error(`${queue}: a message went to the dead letters`);
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
      passTime();
      for (const { queue, message } of back) await release(site.queue(queue), message);
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
      for (let tries = 0; tries < 10; tries += 1) {
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
      const waiting: Waiting[] = [];
      for (const { queue } of FED) {
        const messages: Message[] = [];
        for (
          let more = await receive(site.queue(queue), 10);
          more.length > 0;
          more = await receive(site.queue(queue), 10)
        )
          messages.push(...more);
        for (const {
          Body: body = '',
          Attributes: { MessageGroupId: group, MessageDeduplicationId: id } = {},
        } of messages)
          waiting.push({ queue, body, ...(group === undefined || id === undefined ? {} : { group, id }) });
        for (const message of messages.toReversed()) await release(site.queue(queue), message);
      }
      return waiting;
    },
  };
};
