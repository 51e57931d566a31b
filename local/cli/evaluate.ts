import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { typed, unreadable, WrongCall } from './cli-args.ts';
import { caseAsText, evaluateCaseText, caseAsLine } from './evaluate-case.ts';
import { complain, print, progress } from './terminal.ts';
import { pluralText } from './text-layout.ts';

/**
 * `evaluate FILE…`, or `-` for one case a line on standard input: prints one line a case, a JSON list of statements.
 * A refused case prints `{"refused": [{"at", "rule", "value"}]}` instead, and the exit status is 2 once all are done;
 * a file that cannot be read is said on standard error, and the exit status is 1. With `--explain` the same in prose.
 */
const USAGE = 'usage: npm run --silent evaluate -- [--explain] FILE…   (or - for one case a line on standard input)';

const HELP = `${USAGE}

Works out what months of service were worth, from facts alone: no clock, no network.

  FILE         a case as JSON; in a file that ends in .ndjson, one a line
  -            one case a line on standard input
  --explain    in prose, for people: what counted, what did not and why, and how the amount follows
  -h, --help   this help

Standard output: one line a case, a JSON list of its statements; or {"refused": [{"at", "rule", "value"}]}.
Exit status: 0 done; 1 called wrongly, or a file cannot be read; 2 a case was refused.

test/fixtures/cases/ has months to start from:
  npm run --silent evaluate -- --explain test/fixtures/cases/10-twilio-outage-excuses-voice-only.json`;

/** The cases in a file: one a line in standard input and in `.ndjson`, read a line at a time. */
async function* textsIn(file: string): AsyncGenerator<string> {
  if (file !== '-' && !file.endsWith('.ndjson')) {
    yield await readFile(file, 'utf8');
    return;
  }
  const input = file === '-' ? process.stdin : createReadStream(file);
  for await (const line of linesOf(input.setEncoding('utf8'))) if (line.trim() !== '') yield line;
}

/** The lines of a text as it comes. They end with a line feed and with nothing else: JSON may have U+2028 within its strings. */
async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let begun = '';
  for await (const chunk of chunks) {
    const [first = '', ...more] = chunk.split('\n');
    const last = more.pop();
    if (last === undefined) {
      begun += first;
      continue;
    }
    yield begun + first;
    yield* more;
    begun = last;
  }
  yield begun;
}

const options = () => {
  const { values, positionals } = typed({
    explain: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  });
  return { ...values, files: positionals };
};

const main = async (): Promise<number> => {
  const { files, explain, help } = options();
  if (help) {
    print(HELP);
    return 0;
  }
  if (files.length === 0) {
    complain(USAGE);
    return 1;
  }
  const { say, end } = progress();
  let [done, refused, unread] = [0, 0, 0];
  for (const file of files) {
    if (file === '-' && process.stdin.isTTY) complain('Reading cases from the keyboard, one a line; Ctrl-D ends them.');
    try {
      for await (const text of textsIn(file)) {
        const judged = evaluateCaseText(text);
        if ('refused' in judged) refused += 1;
        if (explain && done > 0) print('');
        for (const line of explain ? caseAsText(judged) : [caseAsLine(judged)]) print(line);
        done += 1;
        // Where the answers go to a terminal, they are the progress.
        if (!process.stdout.isTTY) say(`${pluralText(done, 'case')}, ${refused} refused …`);
      }
    } catch (error) {
      const why = unreadable(error);
      if (why === undefined) throw error;
      complain(`${file}: ${why}`);
      unread += 1;
    }
  }
  end();
  if (unread > 0) return 1;
  return refused > 0 ? 2 : 0;
};

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof WrongCall)) throw error;
  complain(`${error.message}\n${USAGE}`);
  process.exitCode = 1;
}
