import type { Account } from '../../local/account.ts';

/** Makes a request again that the product made, through the same client. */
type Request = () => Promise<unknown>;

export type Counting = {
  /** Counts what `work` sends; what is sent at other times (by whoever stands in for Lambda) is not. */
  readonly counted: <T>(work: () => Promise<T>) => Promise<T>;
  readonly requests: readonly Request[];
  /** What left the process, retries included. */
  readonly names: readonly string[];
  readonly stop: () => void;
};

/** Listens to the transport of the account's clients, below their own retries, and to `fetch`, which puts statements into the bucket. */
export const countRequests = ({ table, sqs }: Account): Counting => {
  const requests: Request[] = [];
  const names: string[] = [];
  let counting = 0;
  const fetchIt = globalThis.fetch;
  for (const client of [table.documents, sqs]) {
    const { requestHandler } = client.config;
    const handle = requestHandler.handle.bind(requestHandler);
    requestHandler.handle = (request, options) => {
      if (counting > 0) names.push(String(request.headers['x-amz-target']).split('.').at(-1) ?? '');
      return handle(request, options);
    };
  }
  const keep = (again: () => Promise<unknown>): void => {
    // What stands already is refused: the request was made all the same.
    if (counting > 0) requests.push(() => again().catch(() => undefined));
  };
  const place = { step: 'initialize', priority: 'low', name: 'kept' } as const;
  table.documents.middlewareStack.add(
    (next) => (args) => {
      keep(() => next(args));
      return next(args);
    },
    place,
  );
  sqs.middlewareStack.add(
    (next) => (args) => {
      keep(() => next(args));
      return next(args);
    },
    place,
  );
  globalThis.fetch = async (input, init) => {
    // A request's body can be read once: it is kept, so that the request can be made again.
    const given = new globalThis.Request(input, init);
    const body = await given.arrayBuffer();
    const { url, method, headers } = given;
    const again = (): Promise<Response> => fetchIt(url, { method, headers, ...(method === 'PUT' ? { body } : {}) });
    if (counting > 0) names.push(`S3 ${method}`);
    keep(async () => (await again()).arrayBuffer());
    return again();
  };
  return {
    requests,
    names,
    counted: async (work) => {
      counting += 1;
      try {
        return await work();
      } finally {
        counting -= 1;
      }
    },
    stop: () => {
      globalThis.fetch = fetchIt;
    },
  };
};
