import { once } from 'node:events';

/** Waits for somebody to end this process, by Ctrl-C or by a signal. */
export const untilEnded = async (): Promise<void> => {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
};
