import { consoleOver } from '../emulator/console-proxy.ts';
import { type LocalAnswer, type LocalServer, textResponse, startLocalServer } from '../emulator/local-server.ts';
import { continueScenario } from '../emulator/sample-scenario.ts';

/**
 * Plays the sample's story, leaves the pipeline up, and serves the console over it. Time goes on from the end of the story.
 * Port 0 is any free one.
 */
export const serve = async (directory: string, month: string, port: number): Promise<LocalServer> => {
  let ask: ReturnType<typeof consoleOver> = early;
  const loopback = await startLocalServer(port, (request) => ask(request));
  const { replay } = await continueScenario(directory, month).catch(async (error: unknown) => {
    await loopback.stop();
    throw error;
  });
  replay.letTimePass();
  ask = consoleOver(replay.pipeline);
  return {
    url: loopback.url,
    stop: async () => {
      await loopback.stop();
      await replay.pipeline.stop();
    },
  };
};

/** Whoever comes while the month is still being played. */
const early = (): Promise<LocalAnswer> => Promise.resolve(textResponse(503, 'The month is being played: in a moment.'));
