import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';

/** A request as the receiver got it. */
export type ReceivedMessage = {
  readonly id: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
};

/** A billing system behind a loopback HTTP server. */
export type MessageReceiver = {
  readonly url: string;
  /** All requests in order, the failed ones too. */
  readonly received: ReceivedMessage[];
  /** Answers a request. `lost` accepts the message and closes the connection; `silent` never answers. */
  answer: (message: ReceivedMessage) => number | 'lost' | 'silent';
  readonly stop: () => Promise<void>;
};

/** Starts a receiver that accepts everything. Stop it after the test. */
export const startReceiver = async (): Promise<MessageReceiver> => {
  const server = createServer((request, response) => void respond(request, response));
  const receiver: MessageReceiver = {
    get url() {
      return `http://127.0.0.1:${z.parse(z.object({ port: z.number() }), server.address()).port}/credits`;
    },
    received: [],
    answer: () => 204,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { headers } = request;
    const message = { id: String(headers['webhook-id']), body: await text(request), headers };
    receiver.received.push(message);
    const answer = receiver.answer(message);
    if (answer === 'lost') response.destroy();
    else if (answer !== 'silent') response.writeHead(answer, { location: receiver.url }).end('received');
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return receiver;
};

/**
 * Returns whether a message has a signature of the secret, as the text of Standard Webhooks defines it.
 * Independent of the code that signs.
 */
export const isSignedBy = (secret: string, { body, headers }: ReceivedMessage): boolean => {
  const signed = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.');
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const expected = createHmac('sha256', key).update(signed, 'utf8').digest('base64');
  return String(headers['webhook-signature'])
    .split(' ')
    .map((each) => each.split(','))
    .some(([version, signature]) => version === 'v1' && signature === expected);
};
