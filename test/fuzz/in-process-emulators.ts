import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';
import * as z from 'zod/mini';
import { escapeWideCharacters } from '../../local/emulator/escape-wide-characters.ts';
import { makeTable } from '../../local/emulator/make-table.ts';
import type { Queue } from '../../shared/messaging/send-messages.ts';
import { openTable, type Table } from '../../shared/persistence/dynamo-table.ts';
import { tableDefinition } from '../support/emulators/test-dynamo.ts';

/**
 * The emulators of the other tests without a socket: the SDK's requests go to the emulator's own listener. Nothing is
 * mocked, and a request takes half of the time. 100,000 inputs make about a million requests.
 */
export type InProcessEmulators = {
  readonly table: Table;
  readonly queue: (name: string) => Promise<Queue>;
  /** Returns the keys written since the last call, in order. */
  readonly writes: () => readonly string[];
  readonly stop: () => Promise<void>;
};

type Sent = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
};
type Received = { readonly response: { readonly statusCode: number; readonly headers: object; readonly body: Buffer } };

const CLIENT = {
  endpoint: 'http://127.0.0.1',
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};

const written = z.object({
  Item: z.optional(z.object({ pk: z.object({ S: z.string() }), sk: z.object({ S: z.string() }) })),
});

export const startInProcessEmulators = async (): Promise<InProcessEmulators> => {
  const server = dynalite({ createTableMs: 0 });
  const messages = buildApp({ logger: false, host: '127.0.0.1', defaultRegion: CLIENT.region });
  let writes: string[] = [];
  const nowhere = new Socket();

  const askDynamo = (sent: Sent): Promise<Received> =>
    new Promise((answer) => {
      const request = new IncomingMessage(nowhere);
      Object.assign(request, { method: sent.method, url: sent.path });
      for (const [name, value] of Object.entries(sent.headers)) request.headers[name.toLowerCase()] = value;
      const response = new ServerResponse(request);
      const body = textOf(sent);
      response.end = (said?: unknown) => {
        const { statusCode } = response;
        const operation = sent.headers['x-amz-target']?.split('.').at(-1) ?? '';
        if (statusCode === 200 && /^(Put|Update)Item$/.test(operation)) writes.push(keyOf(body));
        answer({
          response: {
            statusCode,
            headers: response.getHeaders(),
            body: Buffer.from(typeof said === 'string' ? said : ''),
          },
        });
        return response;
      };
      server.emit('request', request, response);
      request.push(body);
      request.push(null);
    });

  const askSqs = async (sent: Sent): Promise<Received> => {
    const answer = await messages.inject({
      method: 'POST',
      url: sent.path,
      headers: sent.headers,
      payload: textOf(sent),
    });
    return { response: { statusCode: answer.statusCode, headers: answer.headers, body: answer.rawPayload } };
  };

  const dynamo = new DynamoDBClient(CLIENT);
  dynamo.config.requestHandler.handle = askDynamo;
  const sqs = escapeWideCharacters(new SQSClient({ ...CLIENT, useQueueUrlAsEndpoint: false }));
  sqs.config.requestHandler.handle = askSqs;
  await makeTable(dynamo, { TableName: 'fuzz', ...tableDefinition });
  return {
    table: openTable('fuzz', dynamo),
    queue: async (QueueName) => {
      const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
      return { sqs, url: QueueUrl };
    },
    writes: () => {
      const since = writes;
      writes = [];
      return since;
    },
    stop: async () => {
      dynamo.destroy();
      sqs.destroy();
      nowhere.destroy();
      await messages.close();
    },
  };
};

const textOf = ({ body }: Sent): string => {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  throw new Error('a body that is neither text nor bytes');
};

const keyOf = (body: string): string => {
  const { Item } = z.parse(written, JSON.parse(body));
  return Item === undefined ? 'an update' : `${Item.pk.S} ${Item.sk.S}`;
};
