import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { LambdaEvent } from 'hono/aws-lambda';
import { assessCustomers } from '../../functions/assess-customers/assess-customers.ts';
import { closeMonth } from '../../functions/close-month/close-month.ts';
import { apiHandler } from '../../shared/api/app.ts';
import { renderStatement } from '../../shared/web/render-statement.ts';
import { sqsEvent } from '../../local/emulator/sqs-event.ts';
import { monthReader } from '../../shared/closing/load-month.ts';
import { loadConfig } from '../../shared/config/config.ts';
import { openTable } from '../../shared/persistence/dynamo-table.ts';
import { inProcessTransport } from '../support/emulators/in-process-transport.ts';
import { messageGroupOf } from '../../shared/messaging/message-groups.ts';
import { instant as at } from '../support/builders/instant-text.ts';
import { aDeployment, anOperator } from '../support/builders/product-config.ts';
import { silentTelemetry } from '../support/builders/silent-telemetry.ts';
import { apiCall } from '../support/http/requests.ts';
import type { KnownFact } from './amounts-due.ts';
import { explore, type Exploration } from './explore.ts';
import { endOf } from './undisturbed.ts';
import { firstState, type Machine, type Task } from './machine.ts';
import {
  type Future,
  type InvocationEnd,
  newFuture,
  handlerProgram,
  type Program,
  scheduledClock,
  sendScheduled,
} from './program.ts';
import { emptyShared, workMessages } from './shared-state.ts';
import { wrongInLedger } from './wrong-in-ledger.ts';

/** October 2026 with two customers: one that need not write, and one that must. */

const CLIENT = {
  region: 'us-west-2',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  // No server checks the signature, and signing takes a third of the time.
  signer: { sign: async <T>(request: T): Promise<T> => request },
};
const dynamo = inProcessTransport(new DynamoDBClient(CLIENT), (request) =>
  sendScheduled({ service: 'dynamodb', ...request }),
);
const sqs = inProcessTransport(new SQSClient({ ...CLIENT, useQueueUrlAsEndpoint: false }), (request) =>
  sendScheduled({ service: 'sqs', ...request }),
);
const table = openTable('sla-credits', dynamo);
const config = loadConfig({ ...anOperator, components: { web: { alarms: ['web-5xx'], dependsOn: [] } } });
const deployment = aDeployment(config);
const queue = (name: string) => ({ sqs, url: `https://sqs.us-west-2.amazonaws.com/111122223333/${name}` });
const statements = {
  name: 'statements',
  put: async (operation: string, body: string): Promise<void> => {
    await sendScheduled({ service: 's3', operation, body });
  },
};

/** Returns the context of a new process. Each invocation has its own. */
const coldStart = () => ({
  table,
  deployment,
  telemetry: silentTelemetry,
  clock: scheduledClock,
  monthOf: monthReader(table, deployment),
});

const message = (id: string, body: string) => sqsEvent([{ MessageId: id, ReceiptHandle: id, Body: body }]);
const DONE: InvocationEnd = { succeeded: true, text: '' };

const orderProgram = (name: string, order: object): Program =>
  handlerProgram(name, async () => {
    await closeMonth({ ...coldStart(), work: queue('work.fifo'), readings: true })(
      message(name, JSON.stringify(order)),
    );
    return DONE;
  });

const callProgram = (name: string, event: LambdaEvent): Program =>
  handlerProgram(name, async () => {
    const { statusCode, body } = await apiHandler({ ...coldStart(), closing: queue('closing') })(event);
    if (statusCode >= 400 && statusCode < 500) throw new Error(`${name}: ${statusCode} ${body}`);
    return { succeeded: statusCode < 400, text: body };
  });

const groupFutures = new Map<string, Future>();
const futureOfGroup = (group: string): Future => {
  const future = groupFutures.get(group) ?? newFuture();
  groupFutures.set(group, future);
  return future;
};

const assessPrograms = new Map<number, Program>();
const assess = (number: number): Program => {
  const known = assessPrograms.get(number);
  if (known !== undefined) return known;
  const chunk = workMessages.all[number];
  if (chunk === undefined) throw new Error(`no message ${number}`);
  const program = handlerProgram(
    `chunk ${chunk.id}`,
    async () => {
      await assessCustomers({ ...coldStart(), billing: queue('billing.fifo'), statements, render: renderStatement })(
        message(chunk.id, chunk.body),
      );
      return DONE;
    },
    futureOfGroup(chunk.group),
  );
  assessPrograms.set(number, program);
  return program;
};

const order = (name: string, asOf: string, body: object): Task => ({
  program: orderProgram(`${name} of ${asOf}`, body),
  kind: 'order',
  instant: at(asOf),
});

/** The closing that the schedule orders. */
export const scheduledClosing = (scheduledTime: string): Task =>
  order('closing', scheduledTime, { kind: 'scheduled', scheduledTime });

/** A closing that a person orders. */
export const requestedClosing = (asOf: string): Task =>
  order('requested closing', asOf, {
    kind: 'requested',
    month: '2026-10',
    asOf,
    preview: false,
    reason: 'a test',
    by: 'a test',
    startedAt: asOf,
  });

export const dailySweep = (scheduledTime: string): Task =>
  order('sweep', scheduledTime, { kind: 'sweep', scheduledTime });

/** A call of the HTTP API, which its caller repeats until it is answered. */
const recordingCall = (instant: string, method: string, path: string, body: object): Task => ({
  program: callProgram(`${method} ${path}`, apiCall(method, path, body)),
  kind: 'call',
  instant: at(instant),
});

const day = (number: number, hour: number): string => `2026-10-${number}T${hour}:00:00Z`;

/** Two hours of downtime of the component that both customers use. */
export const downtimeCall = (instant: string, number: number): Task =>
  recordingCall(instant, 'POST', '/downtimes', {
    id: `web-${number}`,
    component: 'web',
    start: day(number, 17),
    end: day(number, 19),
    evidence: 'a test',
  });

/** A notice in time for the downtime of a day, by a customer that must write. */
export const noticeCall = (instant: string, number: number, customer: string): Task =>
  recordingCall(instant, 'POST', '/notices', {
    id: `T-${number}`,
    customer,
    recognizedAt: day(number, 17),
    receivedAt: day(number, 18),
    text: 'Nothing loads.',
    channel: 'email',
  });

export const retractionCall = (instant: string, kind: 'downtime' | 'notice', id: string): Task =>
  recordingCall(instant, 'POST', '/retractions', { of: { kind, id }, reason: 'a test' });

const FEES = { amountMinor: 100_000, currency: 'USD' };
const customerCall = (id: string, policy: string): Task =>
  recordingCall('2026-09-30T12:00:00Z', 'PUT', `/customers/${id}`, {
    name: id,
    components: ['web'],
    policy,
    serviceFees: FEES,
  });

export type ScheduledOctober = {
  /** The customer that must write. The other one is `acme`, which need not. */
  readonly written: string;
  /** Recorded in October. */
  readonly recorded: readonly Task[];
  /** The tasks that overlap. */
  readonly tasks: readonly Task[];
  /** All facts that are recorded in the end, those of `tasks` too, in the words of the model. */
  readonly facts: readonly KnownFact[];
};

/** The bound of an exploration. */
export type ExplorationBound = {
  /** The most preemptions, and the most crashes. */
  readonly preemptions: number;
  readonly crashes: number;
  /**
   * Whether requests that an invocation sends at once are answered in any order.
   * @default false - in the order of sending
   */
  readonly anyOrder?: boolean;
};

/** When the orders are carried out: later than the instants of all tasks. */
const EVENING = at('2026-11-02T18:00:00Z');

const OPEN = 'acme';

/** Explores the interleavings of an October. */
export const exploreOctober = async (
  { written, recorded, tasks, facts }: ScheduledOctober,
  { preemptions, crashes, anyOrder = false }: ExplorationBound,
): Promise<Exploration> => {
  const before = [customerCall(OPEN, 'open'), customerCall(written, 'written'), ...recorded];
  const shared = await endOf(emptyShared(), before);
  const machine: Machine = {
    tasks,
    last: dailySweep('2026-11-04T12:30:00Z'),
    groups: [...new Set([messageGroupOf(OPEN), messageGroupOf(written)])],
    assess,
    futureOfGroup,
    clock: EVENING,
    preemptions,
    crashes,
    anyOrder,
  };
  const customers = { [OPEN]: { mustWrite: false }, [written]: { mustWrite: true } };
  return explore(machine, firstState(machine, shared), (end) => wrongInLedger(end, customers, facts));
};
