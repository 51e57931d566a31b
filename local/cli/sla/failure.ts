import { describeFault, type Fault } from '../../../shared/lib/validation.ts';

/** What the exit status of a command says. */
export const EXIT = {
  done: 0,
  /** The command was called wrongly: nothing was tried. */
  wrongCall: 1,
  /** What was asked for is not there, or was refused: the same call again will not work. */
  refused: 2,
  /** It did not work this time, or not all of it. */
  failed: 3,
} as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** A command that did not do what it was asked to: what happened, and what to do next. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exit: Exit;
  /** What to do, or to type, now. */
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

/** A failure as people read it: one line for what happened, one for each fault, one for what to do. */
export const linesOf = ({ message, faults, next }: Failure): string[] => [
  message,
  ...faults.map((fault) => `  ${describeFault(fault)}`),
  ...(next === undefined ? [] : [`→ ${next}`]),
];

/** How every hint names a command. */
export const command = (words: string): string => `npm run sla -- ${words}`;
