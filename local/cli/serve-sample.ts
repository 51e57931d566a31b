import { consoleProxy } from '../emulator/console-proxy.ts';
import { type LocalAnswer, type LocalServer, startLocalServer, textResponse } from '../emulator/local-server.ts';
import { continueScenario } from './sample-scenario.ts';

/**
 * Runs the sample scenario and serves the console over its result; the clock continues from the end. Port 0 selects a
 * free port.
 */
export const serveSample = async (directory: string, month: string, port: number): Promise<LocalServer> => {
  let answer: ReturnType<typeof consoleProxy> = answerNotReady;
  const server = await startLocalServer(port, (request) => answer(request));
  const { replay } = await continueScenario(directory, month).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  replay.startClock();
  answer = consoleProxy(replay.pipeline);
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await replay.pipeline.stop();
    },
  };
};

const answerNotReady = (): Promise<LocalAnswer> =>
  Promise.resolve(textResponse(503, 'The sample month is being replayed. Reload in a moment.'));
