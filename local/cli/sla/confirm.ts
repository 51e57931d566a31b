import { createInterface } from 'node:readline/promises';
import { EXIT, Failure } from '../failure.ts';
import { slaCommand } from './stage.ts';

/** A question before a change. `yes`: the call that needs no answer, such as `close 2026-10 --yes`. */
export type Question = { readonly text: string; readonly yes: string };

/**
 * Asks a question on the terminal, and throws a `Failure` unless the answer is yes. Without a terminal nobody can answer, so it fails
 * with the call that confirms by itself.
 */
export const confirm = async ({ text, yes }: Question): Promise<void> => {
  if (!process.stdin.isTTY)
    throw new Failure(EXIT.wrongCall, `Not confirmed: ${text}`, { next: `to confirm: ${slaCommand(yes)}` });
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${text} [y/N] `);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new Failure(EXIT.wrongCall, 'Not confirmed; nothing was changed');
};
