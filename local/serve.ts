import { consoleOver } from './console-over.ts';
import { type Loopback, startLoopback } from './loopback.ts';
import { playOn } from './story.ts';

/**
 * Plays the sample's story, leaves the pipeline up, and serves the console over it. Time goes on from the end of the story.
 * Port 0 is any free one.
 */
export const serve = async (directory: string, month: string, port: number): Promise<Loopback> => {
  const { replay } = await playOn(directory, month);
  replay.letTimePass();
  const loopback = await startLoopback(port, consoleOver(replay.pipeline));
  return {
    url: loopback.url,
    stop: async () => {
      await loopback.stop();
      await replay.pipeline.stop();
    },
  };
};
