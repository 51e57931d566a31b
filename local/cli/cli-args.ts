import { parseArgs, type ParseArgsConfig } from 'node:util';
import { describeFault, type Fault, InvalidInput } from '../../shared/lib/validation.ts';

/** A command that was called wrongly: what is wrong, in a sentence. */
export class WrongCall extends Error {
  override readonly name = 'WrongCall';
}

/** Reads what was typed after a command. Throws `WrongCall` for what it does not take. */
export const typed = <O extends NonNullable<ParseArgsConfig['options']>>(options: O) => {
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Node's own advice on how to pass a name that begins with a dash helps nobody who mistyped an option.
    throw new WrongCall(error.message.replace(/\. To specify a positional.*$/s, ''));
  }
};

/** What is wrong with the options that were typed, each by its name as it is typed. */
export const wrongOptions = (error: unknown): unknown =>
  error instanceof InvalidInput ? new WrongCall(error.faults.map(asOption).join('\n')) : error;

const asOption = ({ at, rule, value }: Fault): string => describeFault({ at: `--${at}`, rule, value });

/** Why the operating system does not let a file be read, in words; undefined for any other error. */
export const unreadable = (error: unknown): string | undefined => {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  const code = String(error.code);
  return `${WHY[code] ?? error.message} (${code})`;
};

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder, not a file',
  ENOTDIR: 'a part of this path is a file, not a folder',
  EACCES: 'you may not read it',
};
