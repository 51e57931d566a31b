import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import * as z from 'zod/mini';

export type Responder = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers with a JSON document. */
export const respondWithJson =
  (document: unknown, headers: Readonly<Record<string, string>> = {}): Responder =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(JSON.stringify(document));
  };

/** Answers with a document and its ETag, or with 304 for that ETag. */
export const respondWithVersion =
  (document: unknown, etag: string): Responder =>
  (request, response) => {
    if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
    else respondWithJson(document, { etag })(request, response);
  };

/** A status page on a free loopback port. */
export type StatusPage = {
  readonly id: string;
  readonly url: string;
  /** The answers by document. By default there are no incidents, maintenances and components. */
  readonly on: Record<'incidents' | 'scheduled-maintenances' | 'components', Responder>;
  /** The requests in order. */
  readonly asked: { readonly document: string; readonly headers: IncomingHttpHeaders }[];
  readonly reset: () => void;
  readonly stop: () => Promise<void>;
};

/** Starts a status page. Stop it after the tests. */
export const startStatusPage = async (id: string): Promise<StatusPage> => {
  const asked: StatusPage['asked'] = [];
  const empty = (key: string): Responder => respondWithJson({ page: { id }, [key]: [] });
  const nothing = () => ({
    incidents: empty('incidents'),
    'scheduled-maintenances': empty('scheduled_maintenances'),
    components: empty('components'),
  });
  const on: StatusPage['on'] = nothing();
  const server = createServer((request, response) => {
    const [, document = ''] = /^\/api\/v2\/([a-z-]+)\.json$/.exec(request.url ?? '') ?? [];
    asked.push({ document, headers: request.headers });
    if (document === 'incidents' || document === 'scheduled-maintenances' || document === 'components')
      on[document](request, response);
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.parse(z.object({ port: z.number() }), server.address());
  return {
    id,
    url: `http://127.0.0.1:${port}`,
    on,
    asked,
    reset: () => {
      asked.length = 0;
      Object.assign(on, nothing());
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
