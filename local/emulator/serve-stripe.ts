import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { type FakeStripe, LostConnection } from './fake-stripe.ts';
import { parseStripeForm } from './stripe-form.ts';

export type StripeServer = { readonly origin: string; readonly stop: () => Promise<void> };

/** Serves a fake Stripe on a free loopback port. Stop it afterwards. */
export const serveStripe = async (stripe: FakeStripe): Promise<StripeServer> => {
  const server = createServer((request, response) => {
    const answerRequest = async (): Promise<void> => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const body = await text(request);
      const headers = Object.fromEntries(
        Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
      );
      try {
        const answer = stripe.handle({
          method: request.method ?? 'GET',
          path: url.pathname,
          params: parseStripeForm(body === '' ? url.search.slice(1) : body),
          headers,
        });
        response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
        response.end(JSON.stringify(answer.body));
      } catch (error) {
        if (!(error instanceof LostConnection)) throw error;
        request.socket.destroy();
      }
    };
    answerRequest().catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The fake Stripe has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
