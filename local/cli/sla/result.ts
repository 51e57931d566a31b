import type { Exit } from './failure.ts';

/** What a command came to: the same for people and for programs. */
export type Result = {
  readonly text: readonly string[];
  readonly json: unknown;
  /** @default EXIT.done */
  readonly exit?: Exit;
};
