import { styleText } from 'node:util';

/** Standard output: what was asked for. Standard error: progress, failures, hints. Colours only where they are seen. */

export const bold = (text: string): string => styleText('bold', text);
export const quiet = (text: string): string => styleText('dim', text);
export const warning = (text: string): string => styleText('yellow', text);

export const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

export const complain = (line: string): void => {
  process.stderr.write(`${styleText('red', line, { stream: process.stderr })}\n`);
};

/** Says something beside the result. */
export const tell = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** How wide text is set, whatever the terminal: 120 at most, 100 where nobody says. */
export const width = (): number => Math.min(process.stdout.columns ?? 100, 120);

/** Says how far something is. */
export type Progress = (line: string) => void;

/** How often a line of progress is written where it cannot be written over, in milliseconds. */
const EVERY = 2000;

/** Progress on standard error: one line that is written over on a terminal, elsewhere a line now and then. */
export const progress = (): { readonly say: Progress; readonly end: () => void } => {
  const { stderr } = process;
  const live = stderr.isTTY;
  let last = -Infinity;
  return {
    say: (line) => {
      if (live) stderr.write(`\r\u001B[K${line}`);
      else if (performance.now() - last > EVERY) {
        last = performance.now();
        stderr.write(`${line}\n`);
      }
    },
    end: () => {
      if (live) stderr.write('\r\u001B[K');
    },
  };
};

/** A table: columns as wide as their widest cell; those named in `right` are set to the right. */
export const tabular = (rows: readonly (readonly string[])[], right: readonly number[] = []): string[] => {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => (right.includes(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
};
