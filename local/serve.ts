import { once } from 'node:events';
import { CONSOLE } from '../shared/console/paths.ts';
import { apiEvent } from './doors.ts';
import { type LocalAnswer, type Loopback, plain, startLoopback } from './loopback.ts';
import type { Pipeline } from './pipeline.ts';
import { playOn } from './story.ts';

export type Served = Loopback & { readonly pipeline: Pipeline };

/**
 * Plays the sample's story, leaves the pipeline up, and serves the console over it: the handler that runs in Lambda, given what a
 * browser on this machine asks. Time goes on from the end of the story, an hour after it; what a request puts on the queues is worked
 * through before it is answered.
 */
export const serve = async (
  directory: string,
  month: string,
  { port, complain }: { readonly port: number; readonly complain: (line: string) => void },
): Promise<Served> => {
  const { replay } = await playOn(directory, month);
  const { pipeline } = replay;
  replay.letTimePass();
  const answer = async (method: string, target: string, headers: Readonly<Record<string, string>>, body: string) => {
    const { statusCode, headers: said, body: page } = await pipeline.console(apiEvent(method, target, body, headers));
    await pipeline.run();
    return { status: statusCode, headers: texts(said), body: page };
  };
  // One request after the other: the queues are worked through by whoever asked, and no two at once.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<LocalAnswer>): Promise<LocalAnswer> => {
    const done = turn.then(work);
    turn = done.catch((error: unknown) => complain(error instanceof Error ? error.message : String(error)));
    return done;
  };
  const loopback = await startLoopback(port, async ({ method, target, headers, body }) =>
    target === '/'
      ? { ...plain(302, ''), headers: { location: CONSOLE } }
      : inTurn(() => answer(method, target, headers, body)),
  );
  return {
    ...loopback,
    pipeline,
    stop: async () => {
      await loopback.stop();
      await turn;
      await pipeline.stop();
    },
  };
};

const texts = (headers: Readonly<Record<string, unknown>> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));

/** Waits for somebody to end this process by hand or by signal. */
export const untilEnded = async (): Promise<void> => {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
};
