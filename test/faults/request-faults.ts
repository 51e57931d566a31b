import type { Exchange, Fault, Invocation, Request } from './function-invocation.ts';
import { Killed } from './function-invocation.ts';

/** What can go wrong on the way to AWS and back. */

export const none: Fault = ({ proceed }) => proceed();

/** Where a process is killed: at its how-manieth request (from 0), before it left or after its answer came. */
export type Point = { readonly request: number; readonly when: 'before' | 'after' };

/** Kills the process at a point: it does nothing more, and what it had under way comes to nothing. */
export const killedAt =
  ({ request, when }: Point): Fault =>
  async ({ proceed }, invocation) => {
    const isHere = invocation.requests.length - 1 === request;
    if (isHere && when === 'before') return kill(invocation);
    const answer = await proceed();
    return isHere ? kill(invocation) : answer;
  };

const kill = (invocation: Invocation): never => {
  invocation.dead = true;
  throw new Killed();
};

/** Numbers from 0 to 1, always the same for a seed (mulberry32). */
export const random = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** How often something was done to a request, by its operation. */
export type Tally = Map<string, number>;
const tick = (tally: Tally, { service, operation }: Request): void => {
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

/** Turns a share of all requests away, as AWS and a status page do when there are too many. They are not carried out. */
export const throttled = (share: number, draw: () => number, tally: Tally): Fault => {
  return async ({ request, proceed, answer }) => {
    if (draw() >= share) return proceed();
    tick(tally, request);
    const [status, code] = TOO_MUCH[request.service];
    return answer(status, { __type: code, message: 'Rate exceeded' });
  };
};

/** Carries a share of all writes out, and loses the answer: the client sees a time-out. */
export const unanswered = (share: number, draw: () => number, tally: Tally): Fault => {
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

/** Lets SQS take a part of each batch only: each message is refused with a chance of `share`, a single one among them. */
export const partial = (share: number, draw: () => number, tally: Tally): Fault => {
  return async <R>({ request, body, proceed, answer, read }: Exchange<R>): Promise<R> => {
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

/** Several faults at once: the first is the outermost. */
export const together = (first: Fault, ...more: readonly Fault[]): Fault => {
  const [next, ...rest] = more;
  if (next === undefined) return first;
  const inner = together(next, ...rest);
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
