import { styleText } from 'node:util';
import { sanitizeTerminal } from './sanitize-terminal.ts';

/**
 * Standard output: what was asked for. Standard error: progress, failures, hints. Colours only where they are seen; what others wrote is
 * shown, never obeyed.
 */

export const bold = (text: string): string => styleText('bold', text);
export const quiet = (text: string): string => styleText('dim', text);
export const warning = (text: string): string => styleText('yellow', text);

export const print = (line: string): void => {
  process.stdout.write(`${sanitizeTerminal(line)}\n`);
};

// Whoever reads has had enough (`| head`): that ends the command, and is no failure.
process.stdout.on('error', (error) => {
  if (!('code' in error && error.code === 'EPIPE')) throw error;
  process.exit();
});

export const complain = (line: string): void => {
  process.stderr.write(`${styleText('red', sanitizeTerminal(line), { stream: process.stderr })}\n`);
};

/** Says something beside the result. */
export const tell = (line: string): void => {
  process.stderr.write(`${sanitizeTerminal(line)}\n`);
};

/** How wide text is set, whatever the terminal: 120 at most, 100 where nobody says. */
export const width = (): number => Math.min(process.stdout.columns ?? 100, 120);

/** Says how far something is. */
export type ProgressLine = (line: string) => void;

/**
 * Progress on standard error: one line that is written over on a terminal. Elsewhere nothing, or a line every so many milliseconds:
 * for a command that waits so long that whoever reads its log would think it dead.
 */
export const progress = (elsewhereMs = Infinity): { readonly say: ProgressLine; readonly end: () => void } => {
  const { stderr } = process;
  const live = stderr.isTTY;
  let last = -Infinity;
  const isDue = (everyMs: number): boolean => {
    const due = performance.now() - last >= everyMs;
    if (due) last = performance.now();
    return due;
  };
  return {
    say: (line) => {
      if (live && isDue(OFTEN)) stderr.write(`${CLEAR}${line.slice(0, (stderr.columns || 80) - 1)}`);
      else if (!live && elsewhereMs !== Infinity && isDue(elsewhereMs)) stderr.write(`${line}\n`);
    },
    end: () => {
      if (live) stderr.write(CLEAR);
    },
  };
};

/** How often a line is written over at most, in milliseconds: faster than that nobody reads. */
const OFTEN = 50;
const CLEAR = '\r\u001B[K';

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
