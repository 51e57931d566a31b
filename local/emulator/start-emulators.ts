import { once } from 'node:events';
import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';
import * as z from 'zod/mini';

/** The region of the emulated stack. */
export const LOCAL_REGION = 'us-east-1';

/** The URLs of DynamoDB (`dynamo`), and of SQS and S3 (`messages`), on loopback ports. */
export type Emulators = {
  readonly dynamo: string;
  readonly messages: string;
  readonly stop: () => Promise<void>;
};

/** Starts empty emulators in this process: dynalite for DynamoDB, fauxqs for SQS and S3. */
export const startEmulators = async (): Promise<Emulators> => {
  const dynamo = dynalite({ createTableMs: 0 });
  dynamo.listen(0, '127.0.0.1');
  await once(dynamo, 'listening');
  const { port } = z.parse(z.object({ port: z.number() }), dynamo.address());
  const messages = buildApp({ logger: false, host: '127.0.0.1', defaultRegion: LOCAL_REGION });
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
