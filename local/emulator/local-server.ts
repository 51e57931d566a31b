import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';

export type LocalRequest = {
  readonly method: string;
  /** The path and the query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type LocalAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type LocalServer = {
  /** `http://127.0.0.1:8080`, or with the server's own name. */
  readonly url: string;
  readonly stop: () => Promise<void>;
};

/** More than any entry point accepts. */
const LOCAL_BODY_BYTES_MAX = 1024 * 1024;

/**
 * Starts an HTTP server on 127.0.0.1; port 0 selects a free port. It rejects a foreign `Host` header: a website can
 * point its own name at 127.0.0.1 (DNS rebinding). With `hostName`, a name below `localhost`, it answers to that name
 * alone.
 */
export const startLocalServer = async (
  port: number,
  answer: (request: LocalRequest) => Promise<LocalAnswer>,
  hostName?: string,
): Promise<LocalServer> => {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: unknown) => {
    const isInUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw isInUse ? new Error(`Port ${port} is in use; choose another with --port`) : error;
  });
  const boundPort = portOf(server);
  const names = hostName === undefined ? ['127.0.0.1', 'localhost'] : [hostName];
  const hosts = new Set(names.map((name) => `${name}:${boundPort}`));
  server.on('request', (request, response) => {
    const reply = async (): Promise<LocalAnswer> => {
      if (!hosts.has(request.headers.host ?? ''))
        return textResponse(421, 'Unknown host name; open the address that the command printed.');
      const body = await bodyOf(request);
      if (body === undefined) return textResponse(413, `The body is longer than ${LOCAL_BODY_BYTES_MAX} bytes.`);
      return answer({ method: request.method ?? 'GET', target: request.url ?? '/', headers: headersOf(request), body });
    };
    reply().then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      (error: unknown) => response.writeHead(500, TEXT).end(error instanceof Error ? error.message : String(error)),
    );
  });
  return {
    url: `http://${names[0]}:${boundPort}`,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

/** Resolves on Ctrl-C or SIGTERM. */
export const untilInterrupted = async (): Promise<void> => {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
};

const TEXT = { 'content-type': 'text/plain; charset=utf-8' } as const;

export const textResponse = (status: number, body: string): LocalAnswer => ({ status, headers: TEXT, body });

const portOf = (server: Server): number => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return address.port;
};

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );

const bodyOf = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.byteLength;
    if (length > LOCAL_BODY_BYTES_MAX) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
};
