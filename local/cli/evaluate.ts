import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { newProgram, runProgram } from './run-program.ts';
import { caseAsLine, caseAsText, evaluateCaseText } from './evaluate-case.ts';
import { fileProblem } from './failure.ts';
import { splitLines } from './split-lines.ts';
import { print, printError, printNote, progressLine } from './terminal.ts';
import { pluralText } from './text-layout.ts';

const DETAILS = `
Standard output has one line for each case: a JSON list of statements, or \`{"refused": [{"at", "rule", "value"}]}\`.
Exit status: 0 done; 1 wrong command line or unreadable file; 2 at least one case is invalid.

Example:
  npm run --silent evaluate -- --explain test/fixtures/cases/10-twilio-outage-excuses-voice-only.json`;

/** Reads the cases of a file one by one; `-` (standard input) and `.ndjson` have a case on each line. */
async function* readCases(file: string): AsyncGenerator<string> {
  if (file !== '-' && !file.endsWith('.ndjson')) {
    yield await readFile(file, 'utf8');
    return;
  }
  const input = file === '-' ? process.stdin : createReadStream(file);
  for await (const line of splitLines(input.setEncoding('utf8'))) if (line.trim() !== '') yield line;
}

const evaluateFiles = async (files: readonly string[], explain: boolean): Promise<number> => {
  const progress = progressLine();
  let [done, invalid, unreadable] = [0, 0, 0];
  for (const file of files) {
    if (file === '-' && process.stdin.isTTY) printNote('Type one case on each line; Ctrl-D ends the input.');
    try {
      for await (const text of readCases(file)) {
        const evaluated = evaluateCaseText(text);
        if ('refused' in evaluated) invalid += 1;
        if (explain && done > 0) print('');
        for (const line of explain ? caseAsText(evaluated) : [caseAsLine(evaluated)]) print(line);
        done += 1;
        // Results on a terminal already show the progress.
        if (!process.stdout.isTTY) progress.report(`${pluralText(done, 'case')}, ${invalid} invalid …`);
      }
    } catch (error) {
      const problem = fileProblem(error);
      if (problem === undefined) throw error;
      printError(`${file}: ${problem}`);
      unreadable += 1;
    }
  }
  progress.clear();
  if (unreadable > 0) return 1;
  return invalid > 0 ? 2 : 0;
};

const program = newProgram('npm run --silent evaluate --')
  .description('Evaluates months of service from facts alone, without a clock and without a network.')
  .argument('<file...>', 'a case as JSON; a .ndjson file with one case on each line; - for standard input')
  .option('--explain', 'print each statement as text, with its explanation')
  .addHelpText('after', DETAILS)
  .action(async () => {
    const { explain = false } = z.parse(z.object({ explain: z.optional(z.boolean()) }), program.opts());
    process.exitCode = await evaluateFiles(program.args, explain);
  });

await runProgram(program);
