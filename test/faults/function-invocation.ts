import { AsyncLocalStorage } from 'node:async_hooks';

/** A request: the service, the operation, and whether it writes. */
export type ServiceRequest = {
  readonly service: 'dynamodb' | 'sqs' | 's3' | 'cloudwatch' | 'page';
  readonly operation: string;
  readonly isWrite: boolean;
};

/** A request in transit. `proceed` sends it, with a different body if one is given. */
export type RequestExchange<R> = {
  readonly request: ServiceRequest;
  readonly body: string;
  readonly proceed: (body?: string) => Promise<R>;
  /** Returns an answer that the service could give: a status and a JSON body. */
  readonly answer: (status: number, body: object) => R;
  /** Reads the JSON body of an answer. */
  readonly read: (response: R) => Promise<unknown>;
};

/** A fault in the requests of an invocation. Without a fault: `proceed`. */
export type RequestFault = <R>(exchange: RequestExchange<R>, invocation: FunctionInvocation) => Promise<R>;

/** One invocation of a function: its requests so far, and whether its process has crashed. */
export type FunctionInvocation = {
  readonly fn: string;
  readonly fault: RequestFault;
  readonly requests: ServiceRequest[];
  dead: boolean;
};

/** Thrown for each request of a crashed process: nothing is sent, and no answer arrives. */
export class ProcessKilled extends Error {
  override readonly name = 'Killed';
}

const running = new AsyncLocalStorage<FunctionInvocation>();

/** Returns the invocation that the running code belongs to; undefined for the harness itself. */
export const currentInvocation = (): FunctionInvocation | undefined => running.getStore();

/** Runs the code of a function as an invocation. All its requests count as its own, late ones too. */
export const runInvocation = <T>(invocation: FunctionInvocation, code: () => Promise<T>): Promise<T> =>
  running.run(invocation, code);

/**
 * Passes a request through the fault of its invocation, unless the process has crashed. No answer reaches a crashed
 * process.
 */
export const passRequest = async <R>(invocation: FunctionInvocation, exchange: RequestExchange<R>): Promise<R> => {
  if (invocation.dead) throw new ProcessKilled();
  invocation.requests.push(exchange.request);
  const answer = await invocation.fault(exchange, invocation);
  if (invocation.dead) throw new ProcessKilled();
  return answer;
};
