import { AsyncLocalStorage } from 'node:async_hooks';

/** What a request is: to which service of AWS or to a status page, which operation, and whether it changes anything there. */
export type ServiceRequest = {
  readonly service: 'dynamodb' | 'sqs' | 's3' | 'cloudwatch' | 'page';
  readonly operation: string;
  readonly isWrite: boolean;
};

/** A request on its way: `proceed` lets it through, with another body if one is given. */
export type RequestExchange<R> = {
  readonly request: ServiceRequest;
  readonly body: string;
  readonly proceed: (body?: string) => Promise<R>;
  /** An answer that the service could have given: a status, and its body as JSON. */
  readonly answer: (status: number, body: object) => R;
  /** The JSON of an answer. */
  readonly read: (response: R) => Promise<unknown>;
};

/** What goes wrong with an invocation's requests. Nothing: `proceed`. */
export type RequestFault = <R>(exchange: RequestExchange<R>, invocation: FunctionInvocation) => Promise<R>;

/** One invocation of a function: the requests that it has made so far, and whether its process is dead. */
export type FunctionInvocation = {
  readonly fn: string;
  readonly fault: RequestFault;
  readonly requests: ServiceRequest[];
  dead: boolean;
};

/** What a request of a dead process comes to: nothing is sent, and no answer is heard. */
export class ProcessKilled extends Error {
  override readonly name = 'Killed';
}

const running = new AsyncLocalStorage<FunctionInvocation>();

/** The invocation that the code which runs now belongs to; undefined for the harness itself. */
export const currentInvocation = (): FunctionInvocation | undefined => running.getStore();

/** Runs a function's code as an invocation: every request that it makes, however late, is known as its own. */
export const runInvocation = <T>(invocation: FunctionInvocation, code: () => Promise<T>): Promise<T> =>
  running.run(invocation, code);

/** Lets a request of an invocation through its fault, unless its process is dead; and no answer reaches a dead process. */
export const passRequest = async <R>(invocation: FunctionInvocation, exchange: RequestExchange<R>): Promise<R> => {
  if (invocation.dead) throw new ProcessKilled();
  invocation.requests.push(exchange.request);
  const answer = await invocation.fault(exchange, invocation);
  if (invocation.dead) throw new ProcessKilled();
  return answer;
};
