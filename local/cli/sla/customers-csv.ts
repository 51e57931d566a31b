import { CsvError, parse } from 'csv-parse/sync';
import type { Config } from '../../../shared/config/config.ts';
import { type Fault, InvalidInput, toFaults, tryParse } from '../../../shared/lib/validation.ts';
import { type CustomerRecord, customerRecordInput } from '../../../shared/persistence/customer-record.ts';

/** A customer of the file: the body of `PUT /customers/{id}`, and the line where its row starts, from 1. */
export type CustomerRow = { readonly line: number; readonly id: string; readonly body: object };

/** The columns, each a field of `PUT /customers/{id}`. A column `externalRefs.SYSTEM` has the ids of another system. */
export const COLUMNS = [
  'id',
  'name',
  'components',
  'policy',
  'activeFrom',
  'activeTo',
  'serviceFees.amountMinor',
  'serviceFees.currency',
] as const;

const REQUIRED_COLUMNS = ['id', 'name', 'components'];
const EXTERNAL_REF_COLUMN = /^externalRefs\.(.+)$/;

/**
 * Parses and validates customers in CSV (RFC 4180). Throws `InvalidInput` with every fault of the file, each with its
 * line.
 */
export const parseCustomersCsv = (file: string, text: string, config: Config): CustomerRow[] => {
  const { rows, syntaxError } = parseRows(text);
  const [header, ...lines] = rows;
  const faults: Fault[] = header === undefined ? [{ at: file, rule: 'empty: the first line names the columns' }] : [];
  const columns = header?.cells.map((name) => name.trim()) ?? [];
  faults.push(...columnFaults(columns).map((fault) => ({ ...fault, at: `${file}:${header?.line ?? 1}` })));
  const customers: CustomerRow[] = [];
  const lineOfId = new Map<string, number>();
  for (const row of faults.length > 0 ? [] : lines) {
    const at = `${file}:${row.line}`;
    if (row.cells.length !== columns.length) {
      faults.push({ at, rule: `${row.cells.length} cells, but ${columns.length} columns` });
      continue;
    }
    const { customer, invalid } = parseCustomer(row, columns, config);
    const firstLine = lineOfId.get(customer.id);
    if (firstLine !== undefined)
      faults.push({ at, rule: `duplicate id, first on line ${firstLine}`, value: customer.id });
    if (customer.id !== '') lineOfId.set(customer.id, firstLine ?? row.line);
    faults.push(...invalid.map((fault) => ({ ...fault, at: `${at}: ${fault.at}` })));
    customers.push(customer);
  }
  if (syntaxError !== undefined) faults.push({ at: `${file}:${syntaxError.line}`, rule: syntaxError.rule });
  if (faults.length > 0) throw new InvalidInput(faults);
  return customers;
};

type CsvRow = { readonly line: number; readonly cells: readonly string[] };

type ParsedRows = {
  /** The rows before a syntax error, without empty lines. */
  readonly rows: readonly CsvRow[];
  readonly syntaxError: { readonly line: number; readonly rule: string } | undefined;
};

/** Line ends are normalised, because the library counts a quoted `\r\n` as two lines. */
const parseRows = (text: string): ParsedRows => {
  const rows: CsvRow[] = [];
  let line = 1;
  try {
    parse(text.replaceAll(/\r\n?/g, '\n'), {
      bom: true,
      relax_column_count: true,
      record_delimiter: '\n',
      on_record: (cells: string[], { lines }) => {
        if (cells.length > 1 || cells[0] !== '') rows.push({ line, cells });
        line = lines + 1;
        return null;
      },
    });
    return { rows, syntaxError: undefined };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const syntaxError =
      error.code === 'CSV_QUOTE_NOT_CLOSED'
        ? { line, rule: 'a quote in this row is not closed' }
        : { line: Number(error['lines']), rule: 'a quote inside a cell: quote the cell and double its quotes' };
    return { rows, syntaxError };
  }
};

const columnFaults = (columns: readonly string[]): Omit<Fault, 'at'>[] => {
  if (columns.length === 0) return [];
  const known: readonly string[] = COLUMNS;
  return [
    ...columns.flatMap((name, i) => {
      if (columns.indexOf(name) !== i) return [{ rule: 'duplicate column', value: name }];
      return known.includes(name) || EXTERNAL_REF_COLUMN.test(name)
        ? []
        : [{ rule: `unknown column (known: ${COLUMNS.join(', ')}, externalRefs.SYSTEM)`, value: name }];
    }),
    ...REQUIRED_COLUMNS.filter((name) => !columns.includes(name)).map((name) => ({
      rule: 'missing column',
      value: name,
    })),
  ];
};

type ParsedCustomer = { readonly customer: CustomerRow; readonly invalid: readonly Fault[] };

const parseCustomer = ({ line, cells }: CsvRow, columns: readonly string[], config: Config): ParsedCustomer => {
  const cell = (name: string): string => cells[columns.indexOf(name)]?.trim() ?? '';
  const optionalField = (name: string): Record<string, string> => (cell(name) === '' ? {} : { [name]: cell(name) });
  const refs = columns.flatMap((name) => {
    const system = EXTERNAL_REF_COLUMN.exec(name)?.[1];
    return system === undefined || cell(name) === '' ? [] : [[system, cell(name)] as const];
  });
  const [amount, currency] = [cell('serviceFees.amountMinor'), cell('serviceFees.currency')];
  const body = {
    id: cell('id'),
    ...optionalField('name'),
    components: cell('components')
      .split(/[\s;]+/)
      .filter((component) => component !== ''),
    ...optionalField('policy'),
    ...optionalField('activeFrom'),
    ...optionalField('activeTo'),
    ...(amount === '' && currency === ''
      ? {}
      : {
          serviceFees: {
            ...(amount === '' ? {} : { amountMinor: /^\d+$/.test(amount) ? Number(amount) : amount }),
            ...(currency === '' ? {} : { currency }),
          },
        }),
    ...(refs.length === 0 ? {} : { externalRefs: Object.fromEntries(refs) }),
  };
  const { value, issues } = tryParse(customerRecordInput, body);
  const invalid = issues === undefined ? unconfiguredFaults(value, config) : toFaults(issues, body);
  return { customer: { line, id: body.id, body }, invalid };
};

const unconfiguredFaults = ({ components, policy }: CustomerRecord, config: Config): Fault[] => [
  ...components.flatMap((component) =>
    Object.hasOwn(config.components, component)
      ? []
      : [{ at: 'components', rule: 'not a configured component', value: component }],
  ),
  ...(policy === undefined || Object.hasOwn(config.policies, policy)
    ? []
    : [{ at: 'policy', rule: 'not a configured policy', value: policy }]),
];
