import { noticeRecord } from '../../../shared/ingest/record-bodies.ts';
import { type Fault, InvalidInput } from '../../../shared/lib/validation.ts';
import {
  atLine,
  decodeText,
  inLineOrder,
  type LineFault,
  parseRows,
  rejectOtherSeparator,
} from '../sla/customers-csv.ts';

/** The columns of notices. An empty `recognizedAt` is that of `receivedAt`. */
const COLUMNS = ['customer', 'recognizedAt', 'receivedAt', 'text'] as const;

/** The body of `POST /notices`. `receivedAt`: an instant in UTC, as written in the file. */
export type NoticeBody = Readonly<Record<(typeof COLUMNS)[number] | 'channel', string>>;

/**
 * Parses notices in CSV (RFC 4180, UTF-8). `customers`: the known ids.
 * Throws `InvalidInput` with every fault of the file, each with its line.
 */
export const parseNoticesCsv = (file: string, bytes: Uint8Array, customers: ReadonlySet<string>): NoticeBody[] => {
  const text = decodeText(file, bytes);
  rejectOtherSeparator(file, text);
  const { rows, syntaxError } = parseRows(text);
  const [header, ...lines] = rows;
  const columns = header?.cells.map((name) => name.trim()) ?? [];
  const faults: LineFault[] = headerFaults(columns, header?.line ?? 1);
  const notices = (faults.length > 0 ? [] : lines).flatMap(({ line, cells }) => {
    if (cells.length !== columns.length) {
      faults.push({ line, rule: `${cells.length} cells, but ${columns.length} columns` });
      return [];
    }
    const cell = (name: string): string => cells[columns.indexOf(name)]?.trim() ?? '';
    const [customer, receivedAt] = [cell('customer'), cell('receivedAt')];
    const recognizedAt = cell('recognizedAt') || receivedAt;
    const notice = { customer, recognizedAt, receivedAt, text: cell('text'), channel: 'email' };
    const invalid = rowFaults(notice, customers);
    faults.push(...invalid.map((fault) => ({ ...fault, line })));
    return [notice];
  });
  if (syntaxError !== undefined) faults.push(syntaxError);
  if (faults.length > 0) throw new InvalidInput(inLineOrder(faults).map((fault) => atLine(file, fault)));
  return notices;
};

const headerFaults = (columns: readonly string[], line: number): LineFault[] => {
  const expected = `expected the columns ${COLUMNS.join(',')}`;
  if (columns.length === 0) return [{ line, rule: `empty; ${expected}` }];
  const known: readonly string[] = COLUMNS;
  return [
    ...columns.flatMap((name, i) => {
      if (columns.indexOf(name) !== i) return [{ line, rule: `duplicate column; ${expected}`, value: name }];
      return known.includes(name) ? [] : [{ line, rule: `unknown column; ${expected}`, value: name }];
    }),
    ...COLUMNS.filter((name) => !columns.includes(name)).map((name) => ({
      line,
      rule: `missing column; ${expected}`,
      value: name,
    })),
  ];
};

/** The instant of the handler's clock is that of the receipt, so no instant is in its future. */
const rowFaults = (notice: NoticeBody, customers: ReadonlySet<string>): Fault[] => {
  const unknown =
    notice.customer !== '' && !customers.has(notice.customer)
      ? [{ at: 'customer', rule: 'not a customer of the customers file', value: notice.customer }]
      : [];
  try {
    noticeRecord(notice, Infinity);
    return unknown;
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return [...unknown, ...error.faults];
  }
};
