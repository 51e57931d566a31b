import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';

const file = (name: string): Buffer => readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url));

/** A request of a browser to a TLS server. */
type TlsRequest = {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type TlsServer = {
  readonly origin: string;
  /** Answers all requests from now on. */
  readonly serve: (answer: (request: TlsRequest) => Promise<Response>) => void;
  readonly stop: () => Promise<void>;
};

/** Starts a TLS server below `localhost`, with a certificate for tests that nobody trusts. */
export const startTlsServer = async (name: string): Promise<TlsServer> => {
  let answer: ((request: TlsRequest) => Promise<Response>) | undefined;
  const server = createServer({ key: file('key'), cert: file('certificate') }, (request, response) => {
    void (async () => {
      const answered = await answer?.(await readRequest(request, origin));
      const headers = Object.fromEntries(answered?.headers ?? []);
      response.writeHead(answered?.status ?? 404, { ...headers, 'set-cookie': answered?.headers.getSetCookie() ?? [] });
      response.end(await answered?.text());
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.parse(z.object({ port: z.number() }), server.address());
  const origin = `https://${name}.localhost:${port}`;
  return {
    origin,
    serve: (given) => {
      answer = given;
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

const readRequest = async (request: IncomingMessage, origin: string): Promise<TlsRequest> => ({
  method: request.method === 'POST' ? 'POST' : 'GET',
  url: new URL(request.url ?? '/', origin),
  headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
  body: await text(request),
});
