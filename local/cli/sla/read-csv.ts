/** A line of a CSV file: its cells, and on which line of the file it begins, from 1. */
export type CsvRow = { readonly line: number; readonly cells: readonly string[] };

/** Where the file cannot be read, and why. */
export type CsvError = { readonly line: number; readonly rule: string };

/** A cell in double quotes, where a quote is doubled; or one without, up to a comma or the end of the line. */
const CELL = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
const BETWEEN = /,|\r?\n|\r|$/y;

/**
 * Reads CSV (RFC 4180): cells between commas, in double quotes where they hold commas, quotes or line ends. A byte order mark and
 * empty lines are skipped. Where a quote is out of place, it ends with what is wrong.
 */
export const readCsv = (
  written: string,
): { readonly rows: readonly CsvRow[]; readonly broken: CsvError | undefined } => {
  const text = written.replace(/^\uFEFF/, '');
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let line = 1;
  let begun = 1;
  let at = 0;
  while (at < text.length) {
    const cell = matchAt(CELL, text, at);
    const [whole = '', quoted, plain = ''] = cell ?? [];
    const separator = matchAt(BETWEEN, text, at + whole.length);
    if (separator === undefined) {
      const isOpen = quoted === undefined && plain === '';
      return {
        rows,
        broken: { line, rule: isOpen ? 'a quote is opened here, and not closed' : 'a quote within a cell' },
      };
    }
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += whole.split('\n').length - 1;
    at += whole.length + separator[0].length;
    if (separator[0] === ',' && at < text.length) continue;
    if (separator[0] === ',') cells.push('');
    if (cells.length > 1 || cells[0] !== '') rows.push({ line: begun, cells });
    cells = [];
    if (separator[0] !== ',') line += 1;
    begun = line;
  }
  return { rows, broken: undefined };
};

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
};
