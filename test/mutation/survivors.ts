/** Why mutants live that no test can kill, or that need not die. `mutants`: the file, and what becomes of what stood there. */
export type Reason = {
  readonly reason: string;
  readonly mutants: readonly (readonly [file: string, change: string])[];
};

export const REASONS: readonly Reason[] = [];
