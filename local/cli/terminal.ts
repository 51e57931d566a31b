import { styleText } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import { sanitizeTerminal } from './sanitize-terminal.ts';

/**
 * Results go to standard output; progress, failures and hints go to standard error. `styleText` omits colours outside
 * terminals and under NO_COLOR. All text is sanitised, since payloads can contain control sequences.
 */

export const bold = (text: string): string => styleText('bold', text);
export const dim = (text: string): string => styleText('dim', text);
export const warning = (text: string): string => styleText('yellow', text);
export const accent = (text: string): string => styleText('cyan', text);

export const print = (line: string): void => {
  process.stdout.write(`${sanitizeTerminal(line)}\n`);
};

// A reader that closes the pipe (`| head`) ends the command without a failure.
process.stdout.on('error', (error) => {
  if (!('code' in error && error.code === 'EPIPE')) throw error;
  process.exit();
});

export const printError = (line: string): void => {
  process.stderr.write(`${styleText('red', sanitizeTerminal(line), { stream: process.stderr })}\n`);
};

/** Prints a note on standard error. */
export const printNote = (line: string): void => {
  process.stderr.write(`${sanitizeTerminal(line)}\n`);
};

const COLUMNS_MAX = 120;
const COLUMNS_DEFAULT = 100;

/** The columns of text on this terminal, at most 120. Some terminals report 0 columns. */
export const terminalWidth = (): number => Math.min(process.stdout.columns || COLUMNS_DEFAULT, COLUMNS_MAX);

export type ReportProgress = (text: string) => void;

export type ProgressLine = { readonly report: ReportProgress; readonly clear: () => void };

/**
 * Shows progress on standard error. A terminal gets one line that is overwritten. A log gets a line every
 * `logIntervalMs` milliseconds, and none by default.
 */
export const progressLine = (logIntervalMs = Infinity): ProgressLine => {
  const { stderr } = process;
  const isTerminal = stderr.isTTY;
  let reportedAt = -Infinity;
  const isDue = (intervalMs: number): boolean => {
    const due = performance.now() - reportedAt >= intervalMs;
    if (due) reportedAt = performance.now();
    return due;
  };
  return {
    report: (text) => {
      if (isTerminal && isDue(REDRAW_INTERVAL_MS))
        stderr.write(`${CLEAR_LINE}${firstLine(text, stderr.columns || 80)}`);
      else if (!isTerminal && logIntervalMs !== Infinity && isDue(logIntervalMs)) stderr.write(`${text}\n`);
    },
    clear: () => {
      if (isTerminal) stderr.write(CLEAR_LINE);
    },
  };
};

/** A line that fills the terminal would wrap, and only its last row would be overwritten. */
const firstLine = (text: string, columns: number): string =>
  wrapAnsi(sanitizeTerminal(text), columns - 1, { hard: true }).split('\n', 1)[0] ?? '';

const REDRAW_INTERVAL_MS = 50;
const CLEAR_LINE = '\r\u001B[K';
