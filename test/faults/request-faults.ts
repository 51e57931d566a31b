import type { RequestExchange, RequestFault, FunctionInvocation, ServiceRequest } from './function-invocation.ts';
import { ProcessKilled } from './function-invocation.ts';

/** Faults on the way to AWS and back. */

export const noFault: RequestFault = ({ proceed }) => proceed();

/** The place of a crash: the index of the request, and whether it crashes before sending or after the answer. */
export type RequestPoint = { readonly request: number; readonly when: 'before' | 'after' };

/** Crashes the process at a point: it sends nothing more, and its open requests are lost. */
export const crashAt =
  ({ request, when }: RequestPoint): RequestFault =>
  async ({ proceed }, invocation) => {
    const isHere = invocation.requests.length - 1 === request;
    if (isHere && when === 'before') return kill(invocation);
    const answer = await proceed();
    return isHere ? kill(invocation) : answer;
  };

const kill = (invocation: FunctionInvocation): never => {
  invocation.dead = true;
  throw new ProcessKilled();
};

/** Returns a generator of numbers from 0 to 1, the same for each seed (mulberry32). */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** How often a fault hit each operation. */
export type FaultTally = Map<string, number>;
const tick = (tally: FaultTally, { service, operation }: ServiceRequest): void => {
  const name = `${service} ${operation}`;
  tally.set(name, (tally.get(name) ?? 0) + 1);
};

const TOO_MUCH = {
  dynamodb: [400, 'com.amazonaws.dynamodb.v20120810#ThrottlingException'],
  sqs: [400, 'com.amazonaws.sqs#RequestThrottled'],
  s3: [503, 'SlowDown'],
  cloudwatch: [400, 'com.amazonaws.cloudwatch#ThrottlingException'],
  page: [429, 'Too many requests'],
} as const;

/** Throttles a share of all requests, as AWS and a status page do. They have no effect. */
export const throttleRequests = (share: number, draw: () => number, tally: FaultTally): RequestFault => {
  return async ({ request, proceed, answer }) => {
    if (draw() >= share) return proceed();
    tick(tally, request);
    const [status, code] = TOO_MUCH[request.service];
    return answer(status, { __type: code, message: 'Rate exceeded' });
  };
};

/** Executes a share of all writes and loses their answers: the client sees a timeout. */
export const loseAnswers = (share: number, draw: () => number, tally: FaultTally): RequestFault => {
  return async ({ request, proceed }) => {
    const answer = await proceed();
    if (!request.isWrite || draw() >= share) return answer;
    tick(tally, request);
    throw Object.assign(new Error('the answer did not come in time'), { name: 'TimeoutError' });
  };
};

type Batch = { readonly Entries: readonly { readonly Id: string }[] };
const isBatch = (value: unknown): value is Batch =>
  typeof value === 'object' && value !== null && 'Entries' in value && Array.isArray(value.Entries);

/** Rejects messages of a batch with a probability of `share`, also of a batch of one. */
export const rejectPartOfBatches = (share: number, draw: () => number, tally: FaultTally): RequestFault => {
  return async <R>({ request, body, proceed, answer, read }: RequestExchange<R>): Promise<R> => {
    if (request.operation !== 'SendMessageBatch') return proceed();
    const batch: unknown = JSON.parse(body);
    if (!isBatch(batch)) throw new Error('no batch');
    const refused = new Set(batch.Entries.filter(() => draw() < share).map(({ Id }) => Id));
    if (refused.size === 0) return proceed();
    for (const _ of refused) tick(tally, request);
    const Entries = batch.Entries.filter(({ Id }) => !refused.has(Id));
    const Failed = [...refused].map((Id) => ({ Id, Code: 'InternalError', SenderFault: false }));
    if (Entries.length === 0) return answer(200, { Successful: [], Failed });
    const taken = await read(await proceed(JSON.stringify({ ...batch, Entries })));
    return answer(200, { ...(typeof taken === 'object' ? taken : {}), Failed });
  };
};

/** Combines faults; the first is the outermost. */
export const combineFaults = (first: RequestFault, ...more: readonly RequestFault[]): RequestFault => {
  const [next, ...rest] = more;
  if (next === undefined) return first;
  const inner = combineFaults(next, ...rest);
  return (exchange, invocation) =>
    first(
      {
        ...exchange,
        proceed: (body = exchange.body) =>
          inner({ ...exchange, body, proceed: (changed = body) => exchange.proceed(changed) }, invocation),
      },
      invocation,
    );
};
