import type { Bucket } from '../../shared/statements/statement-bucket.ts';
import type { Site } from './site.ts';

export type Counting = {
  /** Counts what `work` sends; what is sent at other times (by whoever stands in for Lambda) is not. */
  readonly counted: <T>(work: () => Promise<T>) => Promise<T>;
  /** The requests that were asked of the clients, each to be asked of them again: the same bytes, made and signed anew. */
  readonly requests: readonly (() => Promise<unknown>)[];
  /** What left the process, retries included. */
  readonly names: readonly string[];
  /** The same bucket, whose requests are kept too. */
  readonly bucket: (bucket: Bucket) => Bucket;
  /** From now on everything goes to another site, whose table, queues and bucket have the same names. */
  readonly turnTo: (other: Site) => void;
  readonly stop: () => void;
};

/** Listens to the transport of a site's clients, below their own retries, and to `fetch`, which puts statements into the bucket. */
export const countRequests = ({ documents: { documents }, sqs, ...site }: Site): Counting => {
  const requests: (() => Promise<unknown>)[] = [];
  const names: string[] = [];
  const ports = new Map<number, number>();
  let counting = 0;
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
    const send = client.send.bind(client);
    const kept = async (...given: unknown[]): Promise<unknown> => {
      const ask = async (): Promise<unknown> => Reflect.apply(send, undefined, given);
      keep(ask);
      return ask();
    };
    Object.assign(client, { send: kept });
  }
  const fetchIt = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const given = new globalThis.Request(input, init);
    const url = new URL(given.url);
    url.port = String(ports.get(Number(url.port)) ?? url.port);
    if (counting > 0) names.push(`S3 ${given.method}`);
    return fetchIt(new globalThis.Request(url, given));
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
    bucket: ({ name, put }) => ({
      name,
      put: (key, body, type) => {
        keep(() => put(key, body, type));
        return put(key, body, type);
      },
    }),
    turnTo: ({ dynamoPort, messagesPort }) => {
      ports.set(site.dynamoPort, dynamoPort).set(site.messagesPort, messagesPort);
    },
    stop: () => {
      globalThis.fetch = fetchIt;
    },
  };
};
