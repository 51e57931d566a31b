import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';
import { policyZones } from '../../../shared/config/policy-zones.ts';
import type { Config } from '../../../shared/config/config.ts';
import { unconfiguredNames } from '../../../shared/api/unconfigured-names.ts';
import { localDateField } from '../../../shared/domain/facts/fields.ts';
import { localInstant } from '../../../shared/domain/time/calendar.ts';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import { type Fault, InvalidInput, toFaults, tryParse } from '../../../shared/lib/validation.ts';
import { tryParseRecordBody } from '../../../shared/persistence/record-body.ts';

/** A customer of the file: the body of `PUT /customers/{id}`, and the line where its first row starts, from 1. */
export type CustomerRow = { readonly line: number; readonly id: string; readonly body: object };

/** The columns of a contract: of a customer, or of one of its services. */
const CONTRACT_COLUMNS = ['components', 'policy', 'serviceFees.amountMinor', 'serviceFees.currency'] as const;

/** The columns of the customer, which all its rows share. */
const TEXT_COLUMNS = ['name', 'activeFrom', 'activeTo', 'effectiveFrom'] as const;
const CUSTOMER_COLUMNS = [...TEXT_COLUMNS, 'contacts', 'statementTo'] as const;

/**
 * The columns, each a field of `PUT /customers/{id}`. A column `externalRefs.SYSTEM` has the ids of another system.
 * A customer with services has one row for each, with the service's id in the column `service`.
 */
export const COLUMNS = ['id', ...CUSTOMER_COLUMNS, ...CONTRACT_COLUMNS, 'service', 'service.name'] as const;

const REQUIRED_COLUMNS = ['id', 'name', 'components'];
const EXTERNAL_REF_COLUMN = /^externalRefs\.(.+)$/;

/** Characters of a cell. The longest real cell, the components of a customer, has some hundred. */
const CELL_CHARACTERS_MAX = 10_000;
const TOO_LONG = `a cell longer than ${CELL_CHARACTERS_MAX} characters`;

/**
 * Parses and validates customers in CSV (RFC 4180, UTF-8). Throws `InvalidInput` with every fault of the file, each with
 * its line. A file in another encoding, or with another separator, has one fault only.
 */
export const parseCustomersCsv = (file: string, bytes: Uint8Array, config: Config): CustomerRow[] => {
  const text = decodeText(file, bytes);
  rejectOtherSeparator(file, text);
  const { rows, syntaxError } = parseRows(text);
  const [header, ...lines] = rows;
  const faults: LineFault[] =
    header === undefined ? [{ line: undefined, rule: 'empty: the first line names the columns' }] : [];
  const columns = header?.cells.map((name) => name.trim()) ?? [];
  faults.push(...columnFaults(columns).map((fault) => ({ ...fault, line: header?.line ?? 1 })));
  const named: NamedRow[] = [];
  for (const { line, cells } of faults.length > 0 ? [] : lines) {
    const tooLong = cells.findIndex((cell) => cell.length > CELL_CHARACTERS_MAX);
    if (tooLong >= 0) faults.push({ line, at: columns[tooLong] ?? '', rule: TOO_LONG });
    else if (cells.length === columns.length)
      named.push({ line, cells: new Map(columns.map((name, i) => [name, cells[i]?.trim() ?? ''])) });
    else faults.push({ line, rule: `${cells.length} cells, but ${columns.length} columns` });
  }
  const customers = [...Map.groupBy(named, customerKey).values()].flatMap((group) => parseCustomers(group, config));
  faults.push(...customers.flatMap(({ invalid }) => invalid));
  if (syntaxError !== undefined) faults.push(syntaxError);
  if (faults.length > 0) throw new InvalidInput(inLineOrder(faults).map((fault) => atLine(file, fault)));
  return customers.map(({ customer }) => customer);
};

/** Throws for Excel's "CSV" of Western Europe (Windows-1252) and its "Unicode text" (UTF-16): decoding would garble names. */
export const decodeText = (file: string, bytes: Uint8Array): string => {
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes);
  throw new InvalidInput([{ at: file, rule: 'not UTF-8: save it again as UTF-8 (in Excel: “CSV UTF-8”)' }]);
};

const OTHER_SEPARATORS = [
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'vertical bars'],
] as const;

/** Throws for a first line without commas but with another separator, as Excel writes it in many countries. */
export const rejectOtherSeparator = (file: string, text: string): void => {
  const [first = ''] = text.split(/[\r\n]/, 1);
  const other = OTHER_SEPARATORS.find(([separator]) => first.includes(separator));
  if (first.includes(',') || other === undefined) return;
  const rule = `separated by ${other[1]}: separate the cells by commas`;
  throw new InvalidInput([{ at: `${file}:1`, rule }]);
};

/** A fault of a row, with the column's name in `at`. A fault of the whole file has no line. */
export type LineFault = { readonly line: number | undefined; readonly at?: string } & Omit<Fault, 'at'>;

export const inLineOrder = (faults: readonly LineFault[]): LineFault[] =>
  faults.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));

export const atLine = (file: string, { line, at, ...fault }: LineFault): Fault => ({
  at: `${file}${line === undefined ? '' : `:${line}`}${at === undefined ? '' : `: ${at}`}`,
  ...fault,
});

type CsvRow = { readonly line: number; readonly cells: readonly string[] };

type ParsedRows = {
  /** The rows before a syntax error, without empty lines. */
  readonly rows: readonly CsvRow[];
  readonly syntaxError: { readonly line: number; readonly rule: string } | undefined;
};

/** Line ends are normalised, because the library counts a quoted `\r\n` as two lines. */
export const parseRows = (text: string): ParsedRows => {
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
      if (name.length > CELL_CHARACTERS_MAX) return [{ rule: TOO_LONG }];
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

/** A row with its cells by column, without spaces at their ends. */
type NamedRow = { readonly line: number; readonly cells: ReadonlyMap<string, string> };

const cellOf = ({ cells }: NamedRow, name: string): string => cells.get(name) ?? '';

/** Rows of one id are one customer. A row without an id stands alone. */
const customerKey = (row: NamedRow): string | number => (cellOf(row, 'id') === '' ? row.line : cellOf(row, 'id'));

type ParsedCustomer = { readonly customer: CustomerRow; readonly invalid: readonly LineFault[] };

/** Parses the rows of one id: a customer with a row for each service, or a customer and its duplicates. */
const parseCustomers = (rows: readonly NamedRow[], config: Config): ParsedCustomer[] => {
  if (rows.some((row) => cellOf(row, 'service') !== '')) return [parseCustomer(rows, config)];
  return rows.map((row, i) => {
    const { customer, invalid } = parseCustomer([row], config);
    const rule = `duplicate id, first on line ${rows[0]?.line}`;
    return { customer, invalid: i === 0 ? invalid : [{ line: row.line, rule, value: customer.id }, ...invalid] };
  });
};

const parseCustomer = (rows: readonly NamedRow[], config: Config): ParsedCustomer => {
  const [first] = rows;
  if (first === undefined) throw new Error('A customer has a row');
  const id = cellOf(first, 'id');
  const services = rows.filter((row) => cellOf(row, 'service') !== '');
  const contacts = listOf(commonCell(rows, 'contacts'));
  const statementTo = listOf(commonCell(rows, 'statementTo'));
  const body = {
    id,
    ...optionalFields(TEXT_COLUMNS, (name) =>
      isActivityColumn(name) ? instantOfDate(commonCell(rows, name), zoneOf(first, config)) : commonCell(rows, name),
    ),
    ...(services.length === 0 ? contractFields(first) : { services: services.map(serviceFields) }),
    ...(contacts.length === 0 ? {} : { contacts }),
    ...(statementTo.length === 0 ? {} : { statementTo }),
    ...externalRefs(rows),
  };
  const { issues = [] } = tryParseRecordBody(body, policyZones(config));
  const faults = toFaults([...issues, ...unconfiguredNames(body, config)], body).map(dateFault);
  const invalid = [...rowFaults(rows), ...faults.map((fault) => faultOfRow(fault, first, services))];
  return { customer: { line: first.line, id, body }, invalid };
};

/** The columns of the contract's time also accept dates. */
const dateFault = (fault: Fault): Fault =>
  isActivityColumn(fault.at) && fault.rule.startsWith('not an instant')
    ? { ...fault, rule: 'neither a date (2026-10-14) nor an instant in UTC (2026-10-14T17:00:00.000Z)' }
    : fault;

const isActivityColumn = (name: string): boolean => name === 'activeFrom' || name === 'activeTo';

/** Returns the time zone of the policy that a row names, else of the default policy. */
const zoneOf = (row: NamedRow, { policies, defaultPolicy }: Config): string => {
  const versions = policies[cellOf(row, 'policy')] ?? policies[defaultPolicy];
  return versions?.[0]?.timeZone ?? 'UTC';
};

/** Returns the instant at which a local date begins; any other text unchanged. */
const instantOfDate = (cell: string, zone: string): string =>
  tryParse(localDateField, cell).value === undefined ? cell : formatInstant(localInstant(zone, cell));

const optionalFields = (names: readonly string[], cell: (name: string) => string): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (cell(name) === '' ? [] : [[name, cell(name)]])));

/** Returns a customer's value from its first row that has one; later rows may repeat it. */
const commonCell = (rows: readonly NamedRow[], name: string): string =>
  rows.map((row) => cellOf(row, name)).find((cell) => cell !== '') ?? '';

/** Returns the entries of a cell, which spaces or semicolons separate. */
const listOf = (cell: string): string[] => cell.split(/[\s;]+/).filter((entry) => entry !== '');

const contractFields = (row: NamedRow): object => {
  const [amount, currency] = [cellOf(row, 'serviceFees.amountMinor'), cellOf(row, 'serviceFees.currency')];
  return {
    components: listOf(cellOf(row, 'components')),
    ...optionalFields(['policy'], (name) => cellOf(row, name)),
    ...(amount === '' && currency === ''
      ? {}
      : {
          serviceFees: {
            ...(amount === '' ? {} : { amountMinor: /^\d+$/.test(amount) ? Number(amount) : amount }),
            ...(currency === '' ? {} : { currency }),
          },
        }),
  };
};

const serviceFields = (row: NamedRow): object => ({
  id: cellOf(row, 'service'),
  ...(cellOf(row, 'service.name') === '' ? {} : { name: cellOf(row, 'service.name') }),
  ...contractFields(row),
});

const refColumns = (row: NamedRow | undefined): string[] =>
  [...(row?.cells.keys() ?? [])].filter((name) => EXTERNAL_REF_COLUMN.test(name));

const externalRefs = (rows: readonly NamedRow[]): object => {
  const refs = refColumns(rows[0]).flatMap((name) => {
    const [system, id] = [EXTERNAL_REF_COLUMN.exec(name)?.[1], commonCell(rows, name)];
    return system === undefined || id === '' ? [] : [[system, id] as const];
  });
  return refs.length === 0 ? {} : { externalRefs: Object.fromEntries(refs) };
};

/** Reports rows of one customer that contradict an earlier row, and rows without a service beside rows with one. */
const rowFaults = (rows: readonly NamedRow[]): LineFault[] => {
  const [first, ...later] = rows;
  if (first === undefined) return [];
  const withService = rows.find((row) => cellOf(row, 'service') !== '');
  const serviceName = cellOf(first, 'service.name');
  if (withService === undefined)
    return serviceName === ''
      ? []
      : [{ line: first.line, at: 'service.name', rule: 'not without a service', value: serviceName }];
  const common = [...CUSTOMER_COLUMNS, ...refColumns(first)];
  return [
    ...rows
      .filter((row) => cellOf(row, 'service') === '')
      .map(({ line }) => ({
        line,
        at: 'service',
        rule: `missing: line ${withService.line} has a service of this customer`,
      })),
    ...later.flatMap((row) =>
      common.flatMap((name) => {
        const [cell, other] = [cellOf(row, name), commonCell(rows, name)];
        return cell === '' || cell === other
          ? []
          : [
              {
                line: row.line,
                at: name,
                rule: `not the value of the customer's earlier line (${other})`,
                value: cell,
              },
            ];
      }),
    ),
  ];
};

/** Maps a place of the body to the row and the column that it came from. */
const faultOfRow = (fault: Fault, first: NamedRow, services: readonly NamedRow[]): LineFault => {
  const [, index, field = ''] = /^services\[(\d+)\]\.?(.*)$/.exec(fault.at) ?? [];
  const column = index === undefined ? columnOf(fault.at) : (SERVICE_COLUMNS[field] ?? columnOf(field));
  const isAmount = column === 'serviceFees.amountMinor' && typeof fault.value === 'string';
  return {
    ...fault,
    line: (services[Number(index)] ?? first).line,
    at: column,
    ...(isAmount ? { rule: NO_AMOUNT } : {}),
  };
};

/** The rule of the API's JSON, "not a number", would be wrong for the text `400.00`. */
const NO_AMOUNT = 'not a whole number of minor units, such as cents (40000 for 400.00)';

/** A list is in one cell: `components[1]` is in the column `components`. */
const columnOf = (at: string): string => at.replace(/\[\d+\]$/, '');

const SERVICE_COLUMNS: Readonly<Record<string, string>> = { id: 'service', name: 'service.name' };
