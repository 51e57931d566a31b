import type { Config } from '../../../shared/config/config.ts';
import { tryParse, type Fault, InvalidInput, toFaults } from '../../../shared/lib/validation.ts';
import { customerRecordInput, type CustomerRecord } from '../../../shared/persistence/customer-record.ts';
import { readCsv, type CsvRow } from './read-csv.ts';

/** A customer of the file: what is put, as JSON carries it, and on which line it stands. */
export type CustomerRow = { readonly line: number; readonly id: string; readonly body: object };

/** The columns, by the field of `PUT /customers/{id}` that each is; `externalRefs.` and a system's name for each of its ids. */
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

const REQUIRED = ['id', 'name', 'components'];
const REF = /^externalRefs\.(.+)$/;

/**
 * Reads and checks customers written as CSV. Throws `Rejected` with every fault of the whole file, each with its line: nothing is to
 * be put if anything is wrong.
 */
export const customersIn = (file: string, text: string, config: Config): CustomerRow[] => {
  const { rows, broken } = readCsv(text);
  const [header, ...lines] = rows;
  const faults: Fault[] = header === undefined ? [{ at: file, rule: 'empty: the first line names the columns' }] : [];
  const columns = header?.cells.map((name) => name.trim()) ?? [];
  faults.push(...columnFaults(columns).map((fault) => ({ ...fault, at: `${file}:${header?.line ?? 1}` })));
  const customers: CustomerRow[] = [];
  const seen = new Map<string, number>();
  for (const row of faults.length > 0 ? [] : lines) {
    const at = `${file}:${row.line}`;
    if (row.cells.length !== columns.length) {
      faults.push({ at, rule: `${row.cells.length} cells, but ${columns.length} columns` });
      continue;
    }
    const { customer, wrong } = customerIn(row, columns, config);
    const first = seen.get(customer.id);
    if (first !== undefined) faults.push({ at, rule: `the same id as on line ${first}`, value: customer.id });
    if (customer.id !== '') seen.set(customer.id, first ?? row.line);
    faults.push(...wrong.map((fault) => ({ ...fault, at: `${at}: ${fault.at}` })));
    customers.push(customer);
  }
  if (broken !== undefined) faults.push({ at: `${file}:${broken.line}`, rule: broken.rule });
  if (faults.length > 0) throw new InvalidInput(faults);
  return customers;
};

const columnFaults = (columns: readonly string[]): Omit<Fault, 'at'>[] => {
  if (columns.length === 0) return [];
  const known: readonly string[] = COLUMNS;
  return [
    ...columns.flatMap((name, i) => {
      if (columns.indexOf(name) !== i) return [{ rule: 'the column is there twice', value: name }];
      return known.includes(name) || REF.test(name)
        ? []
        : [{ rule: `not a column (${COLUMNS.join(', ')}, externalRefs.SYSTEM)`, value: name }];
    }),
    ...REQUIRED.filter((name) => !columns.includes(name)).map((name) => ({
      rule: 'the column is missing',
      value: name,
    })),
  ];
};

type Checked = { readonly customer: CustomerRow; readonly wrong: readonly Fault[] };

const customerIn = ({ line, cells }: CsvRow, columns: readonly string[], config: Config): Checked => {
  const cell = (name: string): string => cells[columns.indexOf(name)]?.trim() ?? '';
  const filled = (name: string): Record<string, string> => (cell(name) === '' ? {} : { [name]: cell(name) });
  const refs = columns.flatMap((name) => {
    const system = REF.exec(name)?.[1];
    return system === undefined || cell(name) === '' ? [] : [[system, cell(name)] as const];
  });
  const [amount, currency] = [cell('serviceFees.amountMinor'), cell('serviceFees.currency')];
  const body = {
    id: cell('id'),
    ...filled('name'),
    components: cell('components')
      .split(/[\s;]+/)
      .filter((component) => component !== ''),
    ...filled('policy'),
    ...filled('activeFrom'),
    ...filled('activeTo'),
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
  const { value, complaints } = tryParse(customerRecordInput, body);
  const wrong = complaints === undefined ? unconfigured(value, config) : toFaults(complaints, body);
  return { customer: { line, id: body.id, body }, wrong };
};

const unconfigured = ({ components, policy }: CustomerRecord, config: Config): Fault[] => [
  ...components.flatMap((component) =>
    Object.hasOwn(config.components, component)
      ? []
      : [{ at: 'components', rule: 'not a configured component', value: component }],
  ),
  ...(policy === undefined || Object.hasOwn(config.policies, policy)
    ? []
    : [{ at: 'policy', rule: 'not a configured policy', value: policy }]),
];
