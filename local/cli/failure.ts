import { basename } from 'node:path';
import { describeFault, type Fault, InvalidInput } from '../../shared/lib/validation.ts';

/** The exit statuses of all commands; `evaluate` alone exits with 1 if a file cannot be read. */
export const EXIT = {
  done: 0,
  /** A wrong command line: nothing was attempted. */
  wrongCall: 1,
  /** Invalid input, or a missing resource: the same call fails again. */
  refused: 2,
  /** A failure, or a partial result: the same call is safe to repeat. */
  failed: 3,
} as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** The failure of a command, with an exit status and the next step for the operator. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exit: Exit;
  /** An instruction or a command to type. */
  readonly next: string | undefined;
  readonly faults: readonly Fault[];

  constructor(
    exit: Exit,
    message: string,
    { next, faults = [] }: { readonly next?: string | undefined; readonly faults?: readonly Fault[] } = {},
  ) {
    super(message);
    this.exit = exit;
    this.next = next;
    this.faults = faults;
  }
}

/** Formats a failure: a line for the message, one for each fault, one for the next step. */
export const failureLines = ({ message, faults, next }: Failure): string[] => [
  message,
  ...faults.map((fault) => `  ${describeFault(fault)}`),
  ...(next === undefined ? [] : [`→ ${next}`]),
];

/** Maps an error of the input or of the file system to a failure; undefined for any other error. */
export const toFailure = (error: unknown): Failure | undefined => {
  if (error instanceof Failure) return error;
  if (error instanceof InvalidInput)
    return new Failure(EXIT.refused, 'The input is invalid:', { faults: error.faults });
  const problem = fileProblem(error);
  if (problem === undefined) return undefined;
  const path = pathOf(error);
  const next = REPLAY_FILES.has(basename(path)) ? 'name a replay folder (docs/replay.md)' : undefined;
  return new Failure(EXIT.refused, `${path}: ${problem}`, { next });
};

/** The files of a replay folder. If one is missing, another folder was named. */
const REPLAY_FILES: ReadonlySet<string> = new Set(['sla.config.json', 'customers.json', 'events.ndjson']);

/** Describes why a file cannot be read; undefined for any other error. */
export const fileProblem = (error: unknown): string | undefined => {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  const code = String(error.code);
  const problem = FILE_PROBLEMS[code];
  return problem === undefined ? undefined : `${problem} (${code})`;
};

const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'a folder, not a file',
  EEXIST: 'a file, not a folder',
  ENOTDIR: 'a part of this path is a file, not a folder',
  EACCES: 'permission denied',
};

const pathOf = (error: unknown): string =>
  error instanceof Error && 'path' in error ? String(error.path) : 'the given path';
