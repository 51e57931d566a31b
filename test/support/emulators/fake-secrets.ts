import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';

const asked = z.object({ SecretId: z.string(), VersionStage: z.string() });

/** A Secrets Manager with one secret on a free loopback port. */
export type Secrets = {
  readonly endpoint: string;
  /** The values of the secret by stage. A test rotates the secret by changing them. */
  readonly stages: Map<string, string>;
  /** The requested stages, in order. */
  readonly asked: string[];
  readonly stop: () => Promise<void>;
};

/** Starts an emulator that answers `GetSecretValue` of `secretId`. Stop it after the test. */
export const startSecrets = async (secretId: string): Promise<Secrets> => {
  const stages = new Map<string, string>();
  const heard: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { SecretId, VersionStage } = z.parse(asked, JSON.parse(await text(request)));
    heard.push(VersionStage);
    const SecretString = SecretId === secretId ? stages.get(VersionStage) : undefined;
    const missing = { __type: 'ResourceNotFoundException', Message: 'there is no such version' };
    response.writeHead(SecretString === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(SecretString === undefined ? missing : { SecretString }));
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.parse(z.object({ port: z.number() }), server.address());
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stages,
    asked: heard,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
