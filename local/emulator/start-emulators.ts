import { once } from 'node:events';
import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';
import * as z from 'zod/mini';

/** Who the local environment says it is; nothing of it leaves this machine. */
export const REGION = 'us-east-1';

/** DynamoDB, and SQS with S3, on free loopback ports: their URLs. */
export type Emulators = {
  readonly dynamo: string;
  readonly messages: string;
  readonly stop: () => Promise<void>;
};

/** Starts DynamoDB (dynalite), SQS and S3 (fauxqs) in this process, empty. */
export const startEmulators = async (): Promise<Emulators> => {
  const dynamo = dynalite({ createTableMs: 0 });
  dynamo.listen(0, '127.0.0.1');
  await once(dynamo, 'listening');
  const { port } = z.parse(z.object({ port: z.number() }), dynamo.address());
  const messages = buildApp({ logger: false, host: '127.0.0.1', defaultRegion: REGION });
  return {
    dynamo: `http://127.0.0.1:${port}`,
    messages: await messages.listen({ host: '127.0.0.1', port: 0 }),
    stop: async () => {
      await messages.close();
      const closed = once(dynamo, 'close');
      dynamo.close();
      dynamo.closeAllConnections();
      await closed;
    },
  };
};
