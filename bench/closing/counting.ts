import type { Site } from './site.ts';

/** Makes a request again that the product made: the same bytes, through the same client. */
type Request = () => Promise<unknown>;

export type Counting = {
  /** Counts what `work` sends; what is sent at other times (by whoever stands in for Lambda) is not. */
  readonly counted: <T>(work: () => Promise<T>) => Promise<T>;
  readonly requests: readonly Request[];
  /** What left the process, retries included. */
  readonly names: readonly string[];
  /** From now on everything goes to another site, whose table, queues and bucket have the same names. */
  readonly turnTo: (other: Site) => void;
  readonly stop: () => void;
};

/** Listens to the transport of a site's clients, below their own retries, and to `fetch`, which puts statements into the bucket. */
export const countRequests = ({ documents: { documents }, sqs, ...site }: Site): Counting => {
  const requests: Request[] = [];
  const names: string[] = [];
  const ports = new Map<number, number>();
  let counting = 0;
  const fetchIt = globalThis.fetch;
  const keep = (again: () => Promise<unknown>): void => {
    if (counting > 0) requests.push(again);
  };
  for (const client of [documents, sqs]) {
    const { requestHandler } = client.config;
    const handle = requestHandler.handle.bind(requestHandler);
    requestHandler.handle = (request, options) => {
      if (counting > 0) names.push(String(request.headers['x-amz-target']).split('.').at(-1) ?? '');
      return handle(Object.assign(request, { port: ports.get(request.port ?? 0) ?? request.port }), options);
    };
  }
  const place = { step: 'initialize', priority: 'low', name: 'kept' } as const;
  documents.middlewareStack.add(
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
    const { method, headers } = given;
    const body = method === 'PUT' ? { body: await given.arrayBuffer() } : {};
    const send = (): Promise<Response> => {
      const url = new URL(given.url);
      url.port = String(ports.get(Number(url.port)) ?? url.port);
      return fetchIt(url, { method, headers, ...body });
    };
    if (counting > 0) names.push(`S3 ${method}`);
    keep(async () => (await send()).arrayBuffer());
    return send();
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
    turnTo: ({ dynamoPort, messagesPort }) => {
      ports.set(site.dynamoPort, dynamoPort).set(site.messagesPort, messagesPort);
    },
    stop: () => {
      globalThis.fetch = fetchIt;
    },
  };
};
