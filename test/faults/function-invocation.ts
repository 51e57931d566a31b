import { AsyncLocalStorage } from 'node:async_hooks';

/** What a request is: to which service of AWS or to a status page, which operation, and whether it changes anything there. */
export type Request = {
  readonly service: 'dynamodb' | 'sqs' | 's3' | 'cloudwatch' | 'page';
  readonly operation: string;
  readonly isWrite: boolean;
};

/** A request on its way: `proceed` lets it through, with another body if one is given. */
export type Exchange<R> = {
  readonly request: Request;
  readonly body: string;
  readonly proceed: (body?: string) => Promise<R>;
  /** An answer that the service could have given: a status, and its body as JSON. */
  readonly answer: (status: number, body: object) => R;
  /** The JSON of an answer. */
  readonly read: (response: R) => Promise<unknown>;
};

/** What goes wrong with an invocation's requests. Nothing: `proceed`. */
export type Fault = <R>(exchange: Exchange<R>, invocation: Invocation) => Promise<R>;

/** One invocation of a function: the requests that it has made so far, and whether its process is dead. */
export type Invocation = {
  readonly fn: string;
  readonly fault: Fault;
  readonly requests: Request[];
  dead: boolean;
};

/** What a request of a dead process comes to: nothing is sent, and no answer is heard. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

const running = new AsyncLocalStorage<Invocation>();

/** The invocation that the code which runs now belongs to; undefined for the harness itself. */
export const current = (): Invocation | undefined => running.getStore();

/** Runs a function's code as an invocation: every request that it makes, however late, is known as its own. */
export const invoke = <T>(invocation: Invocation, code: () => Promise<T>): Promise<T> => running.run(invocation, code);

/** Lets a request of an invocation through its fault, unless its process is dead; and no answer reaches a dead process. */
export const pass = async <R>(invocation: Invocation, exchange: Exchange<R>): Promise<R> => {
  if (invocation.dead) throw new Killed();
  invocation.requests.push(exchange.request);
  const answer = await invocation.fault(exchange, invocation);
  if (invocation.dead) throw new Killed();
  return answer;
};
