import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type * as z from 'zod/mini';
import { tryParse } from '../../shared/lib/validation.ts';
import { EXIT, Failure, failureLines, toFailure } from './failure.ts';
import { printError } from './terminal.ts';

/** Creates a program. `call` is the shell command that starts it; help and errors show it. */
export const newProgram = (call: string): Command =>
  new Command(call)
    .helpOption('-h, --help', 'show this help')
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: () => {} });

/** Returns a parser of an argument or an option by a schema. */
export const parsedBy =
  <S extends z.core.$ZodType>(schema: S) =>
  (text: string): z.output<S> => {
    const { value, issues } = tryParse(schema, text);
    if (issues === undefined) return value;
    throw new InvalidArgumentError(issues[0]?.rule ?? '');
  };

/** The number of a TCP port; 0 lets the operating system choose. */
export const parsePort = (text: string): number => {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new InvalidArgumentError('not a port');
};

/**
 * Runs a program with the arguments of this process. A failure is printed on standard error and sets the exit status.
 * `classify` maps an error to a failure; an error without a failure is a defect and is thrown.
 */
export const runProgram = async (
  program: Command,
  {
    classify = toFailure,
    onFailure = () => {},
  }: {
    readonly classify?: (error: unknown) => Failure | undefined;
    readonly onFailure?: (failure: Failure) => void;
  } = {},
): Promise<void> => {
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    const failure = error instanceof CommanderError ? wrongCall(program, error) : classify(error);
    if (failure === undefined) throw error;
    onFailure(failure);
    for (const line of failureLines(failure)) printError(line);
    process.exitCode = failure.exit;
  }
};

/** Commander prefixes messages with `error: ` and reports a missing subcommand as `(outputHelp)`. */
const wrongCall = (program: Command, { message }: CommanderError): Failure =>
  new Failure(EXIT.wrongCall, message.replace(/^error: /, '').replace('(outputHelp)', 'missing command'), {
    next: [program.name(), ...calledCommands(program, process.argv.slice(2)), '--help'].join(' '),
  });

/** Returns the names of the command that the first arguments name, such as `config check`. */
const calledCommands = (program: Command, [name, ...rest]: readonly string[]): string[] => {
  const command = program.commands.find((known) => known.name() === name);
  return command === undefined ? [] : [command.name(), ...calledCommands(command, rest)];
};
