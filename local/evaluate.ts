import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { evaluateCase } from '../shared/domain/case.ts';
import { statementOf } from '../shared/domain/statement.ts';
import { type Fault, Rejected } from '../shared/rejected.ts';

/**
 * `evaluate FILE…`, or `-` for one case a line on standard input: prints one line a case, a JSON list of statements.
 * A refused case prints `{"refused": [{"at", "rule", "value"}]}` instead, and the exit status is 2 once all are done;
 * a file that cannot be read is said on standard error, and the exit status is 1.
 */
const USAGE = 'usage: npm run --silent evaluate -- FILE…   (or - for one case a line on standard input)\n';

const judge = (input: unknown): string => {
  try {
    return JSON.stringify(evaluateCase(bare(input)).map(statementOf));
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    return refuse(error.faults);
  }
};

const refuse = (refused: readonly Fault[]): string => {
  process.exitCode ??= 2;
  return JSON.stringify({ refused });
};

/** A case as it is, or under the key `case` beside its title and what is expected of it. */
const bare = (input: unknown): unknown =>
  typeof input === 'object' && input !== null && 'case' in input ? input.case : input;

const judgeText = (text: string): string => {
  try {
    return judge(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse([{ at: '', rule: `not JSON: ${error.message}` }]);
  }
};

/** The cases in a file: one a line in standard input and in `.ndjson`, read a line at a time. */
async function* textsIn(file: string): AsyncGenerator<string> {
  if (file !== '-' && !file.endsWith('.ndjson')) {
    yield await readFile(file, 'utf8');
    return;
  }
  const input = file === '-' ? process.stdin : createReadStream(file);
  for await (const line of createInterface({ input, crlfDelay: Infinity })) if (line.trim() !== '') yield line;
}

/** What the operating system says of a file that is not there, or not to be read. */
const isUnreadable = (error: unknown): error is Error => error instanceof Error && 'syscall' in error;

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const files = process.argv.slice(2);
if (files.length === 0) {
  process.stderr.write(USAGE);
  process.exitCode = 1;
}
for (const file of files) {
  try {
    for await (const text of textsIn(file)) print(judgeText(text));
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    process.stderr.write(`${file}: ${error.message}\n`);
    process.exitCode = 1;
  }
}
