import { isObject } from '../../shared/domain/facts/fields.ts';
import type { Bucket } from '../../shared/statements/statement-bucket.ts';
import type { EmulatorProcess } from './emulator-process.ts';

export type RequestCounter = {
  /** Counts the requests of `work`. Requests outside it, which replace Lambda's polling, are not counted. */
  readonly count: <T>(work: () => Promise<T>) => Promise<T>;
  /** The counted requests; each function sends its request again. */
  readonly repeats: readonly (() => Promise<unknown>)[];
  /** The operations of all HTTP requests, including retries. */
  readonly names: readonly string[];
  /** Wraps a bucket so that its requests are counted. */
  readonly countBucket: (bucket: Bucket) => Bucket;
  /** Redirects all requests to another site with the same resource names. */
  readonly redirectTo: (other: EmulatorProcess) => void;
  readonly stop: () => void;
};

/** Intercepts the HTTP handlers of a site's clients, below their retries, and `fetch`, which sends the S3 requests. */
export const countRequests = ({ documents: { documents }, sqs, ...site }: EmulatorProcess): RequestCounter => {
  const repeats: (() => Promise<unknown>)[] = [];
  const names: string[] = [];
  const ports = new Map<number, number>();
  let counting = 0;
  const record = (repeat: () => Promise<unknown>): void => {
    if (counting > 0) repeats.push(repeat);
  };
  for (const client of [documents, sqs]) {
    const { requestHandler } = client.config;
    const handle = requestHandler.handle.bind(requestHandler);
    requestHandler.handle = (request, options) => {
      if (counting > 0) names.push(String(request.headers['x-amz-target']).split('.').at(-1) ?? '');
      return handle(Object.assign(request, { port: ports.get(request.port ?? 0) ?? request.port }), options);
    };
    const send = client.send.bind(client);
    const recordingSend = async (...args: unknown[]): Promise<unknown> => {
      const sendAgain = async (): Promise<unknown> => {
        redirectQueue(args[0], ports);
        return Reflect.apply(send, undefined, args);
      };
      record(sendAgain);
      return sendAgain();
    };
    Object.assign(client, { send: recordingSend });
  }
  const originalFetch = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = new globalThis.Request(input, init);
    const url = new URL(request.url);
    url.port = String(ports.get(Number(url.port)) ?? url.port);
    if (counting > 0) names.push(`S3 ${request.method}`);
    return originalFetch(new globalThis.Request(url, request));
  };
  return {
    repeats,
    names,
    count: async (work) => {
      counting += 1;
      try {
        return await work();
      } finally {
        counting -= 1;
      }
    },
    countBucket: ({ name, put }) => ({
      name,
      put: (key, body, type) => {
        record(() => put(key, body, type));
        return put(key, body, type);
      },
    }),
    redirectTo: ({ dynamoPort, messagesPort }) => {
      ports.set(site.dynamoPort, dynamoPort).set(site.messagesPort, messagesPort);
    },
    stop: () => {
      globalThis.fetch = originalFetch;
    },
  };
};

type QueueCommand = { readonly input: { QueueUrl: string } };

const isQueueCommand = (command: unknown): command is QueueCommand =>
  isObject(command) &&
  'input' in command &&
  isObject(command.input) &&
  'QueueUrl' in command.input &&
  typeof command.input.QueueUrl === 'string';

/** Changes the port in the queue URL of a command for SQS. The emulator finds a queue by its whole URL. */
const redirectQueue = (command: unknown, ports: ReadonlyMap<number, number>): void => {
  if (!isQueueCommand(command)) return;
  const { input } = command;
  input.QueueUrl = input.QueueUrl.replace(/:(\d+)\//, (_, port: string) => `:${ports.get(Number(port)) ?? port}/`);
};
