import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';

/** A request as it came over loopback. */
export type LocalRequest = {
  readonly method: string;
  /** Path and query, as they stand in the request. */
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
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  readonly stop: () => Promise<void>;
};

/** The longest body that is taken: more than any door takes. */
const LONGEST_BODY = 1024 * 1024;

/**
 * Answers HTTP on this machine alone. A request whose `Host` is another name than ours is refused: a page of the internet whose name was
 * pointed at 127.0.0.1 would otherwise be let in by the browser. Port 0 is any free one.
 */
export const startLocalServer = async (
  port: number,
  answer: (request: LocalRequest) => Promise<LocalAnswer>,
): Promise<LocalServer> => {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: unknown) => {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw isTaken ? new Error(`Port ${port} is taken: name another with --port`) : error;
  });
  const own = portOf(server);
  const names = new Set([`127.0.0.1:${own}`, `localhost:${own}`]);
  server.on('request', (request, response) => {
    const reply = async (): Promise<LocalAnswer> => {
      if (!names.has(request.headers.host ?? ''))
        return textResponse(421, 'This address answers to its own name alone.');
      const body = await bodyOf(request);
      if (body === undefined) return textResponse(413, `Longer than ${LONGEST_BODY} bytes.`);
      return answer({ method: request.method ?? 'GET', target: request.url ?? '/', headers: headersOf(request), body });
    };
    reply().then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      (error: unknown) => response.writeHead(500, TEXT).end(error instanceof Error ? error.message : String(error)),
    );
  });
  return {
    url: `http://127.0.0.1:${own}`,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

/** A port as it is typed; undefined for what is none. */
export const portNumber = (text: string): number | undefined =>
  /^\d{1,5}$/.test(text) && Number(text) < 65_536 ? Number(text) : undefined;

const TEXT = { 'content-type': 'text/plain; charset=utf-8' } as const;

export const textResponse = (status: number, body: string): LocalAnswer => ({ status, headers: TEXT, body });

const portOf = (server: Server): number => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port');
  return address.port;
};

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );

const bodyOf = async (request: IncomingMessage): Promise<string | undefined> => {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    const bytes = Buffer.from(piece);
    length += bytes.byteLength;
    if (length > LONGEST_BODY) return undefined;
    pieces.push(bytes);
  }
  return Buffer.concat(pieces).toString('utf8');
};
