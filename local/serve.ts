import { consoleOver } from './console-over.ts';
import { type LocalAnswer, type Loopback, plain, startLoopback } from './loopback.ts';
import { playOn } from './story.ts';

/**
 * Plays the sample's story, leaves the pipeline up, and serves the console over it. Time goes on from the end of the story.
 * Port 0 is any free one.
 */
export const serve = async (directory: string, month: string, port: number): Promise<Loopback> => {
  let ask: ReturnType<typeof consoleOver> = early;
  const loopback = await startLoopback(port, (request) => ask(request));
  const { replay } = await playOn(directory, month).catch(async (error: unknown) => {
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
const early = (): Promise<LocalAnswer> => Promise.resolve(plain(503, 'The month is being played: in a moment.'));
