import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { COLUMNS, parseCustomersCsv } from '../../../../local/cli/sla/customers-csv.ts';
import { describeFault, InvalidInput, parse } from '../../../../shared/lib/validation.ts';
import { customerRecordInput } from '../../../../shared/persistence/customer-record.ts';
import { faultLines } from '../../../support/builders/fault-lines.ts';
import { aConfig } from '../../../support/builders/product-config.ts';

const read = (...lines: string[]) => parseCustomersCsv('c.csv', Buffer.from(lines.join('\n')), aConfig());
const faultsOf = (...lines: string[]): string[] => {
  try {
    read(...lines);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return error.faults.map(describeFault);
  }
};

/** A row of cells by column. */
const row = (columns: readonly string[], cells: Readonly<Record<string, string>>): string =>
  columns.map((name) => `"${cells[name] ?? ''}"`).join(',');

test('reads every field of a customer from columns in any order', () => {
  const columns = [...COLUMNS, 'externalRefs.erp', 'externalRefs.crm'].toReversed();
  const cells = {
    id: 'acme',
    name: 'Acme, Inc.',
    components: 'web; voice',
    contacts: 'ops@acme.example; @acme.example',
    statementTo: 'billing@acme.example; cfo@acme.example',
    policy: 'open',
    activeFrom: '2026-01-01T00:00:00Z',
    activeTo: '2027-01-01T00:00:00Z',
    'serviceFees.amountMinor': '100000',
    'serviceFees.currency': 'USD',
    'externalRefs.erp': 'C-1',
  };
  const [customer] = read(columns.join(','), row(columns, cells));
  expect(customer).toEqual({
    line: 2,
    id: 'acme',
    body: {
      id: 'acme',
      name: 'Acme, Inc.',
      components: ['web', 'voice'],
      contacts: ['ops@acme.example', '@acme.example'],
      statementTo: ['billing@acme.example', 'cfo@acme.example'],
      policy: 'open',
      activeFrom: '2026-01-01T00:00:00Z',
      activeTo: '2027-01-01T00:00:00Z',
      serviceFees: { amountMinor: 100_000, currency: 'USD' },
      externalRefs: { erp: 'C-1' },
    },
  });
  expect(parse(customerRecordInput, customer?.body)).toMatchObject({ id: 'acme', policy: 'open' });
});

const SERVICE_COLUMNS = [...COLUMNS, 'externalRefs.erp'];
const withServices = (...rows: Readonly<Record<string, string>>[]): string[] => [
  SERVICE_COLUMNS.join(','),
  ...rows.map((cells) => row(SERVICE_COLUMNS, cells)),
];
const voice = {
  id: 'acme',
  name: 'Acme',
  'externalRefs.erp': 'C-1',
  service: 'voice',
  'service.name': 'Voice API',
  components: 'voice',
  policy: 'written',
  'serviceFees.amountMinor': '86000',
  'serviceFees.currency': 'USD',
};
const web = { id: 'acme', service: 'web', components: 'web' };

test('reads a customer with one row for each service', () => {
  expect(read(...withServices(voice, { id: 'other', name: 'Other', components: 'web' }, web))).toEqual([
    {
      line: 2,
      id: 'acme',
      body: {
        id: 'acme',
        name: 'Acme',
        services: [
          {
            id: 'voice',
            name: 'Voice API',
            components: ['voice'],
            policy: 'written',
            serviceFees: { amountMinor: 86_000, currency: 'USD' },
          },
          { id: 'web', components: ['web'] },
        ],
        externalRefs: { erp: 'C-1' },
      },
    },
    { line: 3, id: 'other', body: { id: 'other', name: 'Other', components: ['web'] } },
  ]);
});

test.each([
  ['a service twice', [voice, web, { ...web, 'service.name': 'Web' }], ['c.csv:4: service: a service twice ("web")']],
  [
    'a row without a service beside services',
    [voice, { ...web, service: '' }],
    ['c.csv:3: service: missing: line 2 has a service of this customer'],
  ],
  [
    'another name in a later row',
    [voice, { ...web, name: 'Acme, Inc.' }],
    ['c.csv:3: name: not the value of the customer\'s earlier line (Acme) ("Acme, Inc.")'],
  ],
  [
    'another external id in a later row',
    [voice, { ...web, 'externalRefs.erp': 'C-2' }],
    ['c.csv:3: externalRefs.erp: not the value of the customer\'s earlier line (C-1) ("C-2")'],
  ],
  [
    'an unconfigured component and policy of a service',
    [voice, { ...web, components: 'fax', policy: 'gold' }],
    ['c.csv:3: components: not a configured component ("fax")', 'c.csv:3: policy: not a configured policy ("gold")'],
  ],
  [
    'services in two currencies',
    [voice, { ...web, 'serviceFees.amountMinor': '1', 'serviceFees.currency': 'EUR' }],
    ['c.csv:3: serviceFees.currency: not the currency of the first service (USD) ("EUR")'],
  ],
  ['a missing name', [{ ...voice, name: '' }, web], ['c.csv:2: name: missing']],
  [
    'a duplicate id without services',
    [
      { id: 'acme', name: 'Acme', components: 'web' },
      { id: 'acme', name: 'Acme', components: 'voice' },
    ],
    ['c.csv:3: duplicate id, first on line 2 ("acme")'],
  ],
  [
    "a service's name without a service",
    [{ id: 'acme', name: 'Acme', components: 'web', 'service.name': 'Web' }],
    ['c.csv:2: service.name: not without a service ("Web")'],
  ],
])('rejects %s with its line', (_, given, expected) => {
  expect(faultsOf(...withServices(...given))).toEqual(expected);
});

test.each([
  ['an empty file', [''], ['c.csv: empty: the first line names the columns']],
  ['an unknown column', ['id,name,components,fax'], ['c.csv:1: unknown column']],
  ['a duplicate column', ['id,name,components,name'], ['c.csv:1: duplicate column ("name")']],
  ['a missing column', ['id,name'], ['c.csv:1: missing column ("components")']],
  [
    'an unconfigured component',
    ['id,name,components', 'a,A,fax'],
    ['c.csv:2: components: not a configured component ("fax")'],
  ],
  ['a customer without components', ['id,name,components', 'a,A,'], ['c.csv:2: components: no components ("[]")']],
  ['an invalid id', ['id,name,components', 'a b,A,web'], ['c.csv:2: id: not 1 to 100 of']],
  [
    'an amount without a currency',
    ['id,name,components,serviceFees.amountMinor', 'a,A,web,5'],
    ['c.csv:2: serviceFees.currency: missing'],
  ],
  [
    'an amount with decimals',
    ['id,name,components,serviceFees.amountMinor,serviceFees.currency', 'a,A,web,5.00,USD'],
    ['c.csv:2: serviceFees.amountMinor: not a whole number of minor units, such as cents (40000 for 400.00) ("5.00")'],
  ],
  [
    'an end before the start',
    ['id,name,components,activeFrom,activeTo', 'a,A,web,2026-02-01T00:00:00Z,2026-01-01T00:00:00Z'],
    ['c.csv:2: activeTo: not after activeFrom'],
  ],
])('rejects %s', (_, lines, expected) => {
  const faults = faultsOf(...lines);
  expect(faults).toHaveLength(expected.length);
  expected.forEach((fault, i) => expect(faults[i]).toContain(fault));
});

const rowsOf = (text: string) =>
  parseCustomersCsv('c.csv', Buffer.from(`id,name,components\n${text}`), aConfig()).map(({ line, id, body }) => [
    line,
    id,
    'name' in body ? body.name : undefined,
  ]);

test.each([
  [
    'rows without a last line end',
    'a,A,web\nb,B,web',
    [
      [2, 'a', 'A'],
      [3, 'b', 'B'],
    ],
  ],
  [
    'Windows line ends',
    'a,A,web\r\nb,B,web\r\n',
    [
      [2, 'a', 'A'],
      [3, 'b', 'B'],
    ],
  ],
  ['commas and quotes in a quoted cell', 'a,"A, ""Inc."" and B",web\n', [[2, 'a', 'A, "Inc." and B']]],
  [
    'line ends in a quoted cell',
    '"a",A,"web\nvoice"\nb,B,"web\r\nvoice"\nc,C,web',
    [
      [2, 'a', 'A'],
      [4, 'b', 'B'],
      [6, 'c', 'C'],
    ],
  ],
  [
    'empty lines',
    'a,A,web\n\n\r\n\nb,B,web\n',
    [
      [2, 'a', 'A'],
      [6, 'b', 'B'],
    ],
  ],
])('reads %s with the line of each row', (_, text, expected) => {
  expect(rowsOf(text)).toEqual(expected);
});

test('ignores a byte order mark', () => {
  expect(read('\uFEFFid,name,components', 'a,A,web').map(({ id }) => id)).toEqual(['a']);
});

test.each([
  ['an unclosed quote', ['a,A,web', '', 'b,"B,web', 'c'], 'c.csv:4: a quote in this row is not closed'],
  ['a quote in an unquoted cell', ['a,A"B,web'], 'c.csv:2: a quote inside a cell'],
  ['text after a closed quote', ['a,A,web', '"a"b,A,web'], 'c.csv:3: a quote inside a cell'],
])('rejects %s with its line', (_, lines, fault) => {
  expect(faultsOf('id,name,components', ...lines)).toEqual([expect.stringContaining(fault)]);
});

test('reports the faults of the rows before a syntax error', () => {
  expect(faultsOf('id,name,components', 'a,A,fax', 'b,"B')).toEqual([
    'c.csv:2: components: not a configured component ("fax")',
    'c.csv:3: a quote in this row is not closed',
  ]);
});

test('expects a cell for each column', () => {
  expect(faultsOf('id,name,components', ',a,', '"",b,,')).toEqual([
    expect.stringContaining('c.csv:2: '),
    expect.stringContaining('c.csv:2: '),
    'c.csv:3: 4 cells, but 3 columns',
  ]);
});

const finding = (name: string) =>
  readFileSync(new URL(`../../../fixtures/findings/customers/${name}.csv`, import.meta.url));
const parseBytes = (bytes: Uint8Array) => () => parseCustomersCsv('c.csv', bytes, aConfig());

describe('a file of another form has one fault', () => {
  const NOT_UTF8 = 'c.csv: not UTF-8: save it again as UTF-8 (in Excel: “CSV UTF-8”)';

  test.each<[string, Uint8Array, string]>([
    ['Windows-1252', finding('latin1'), NOT_UTF8],
    ['UTF-16', Buffer.from('\uFEFFid,name,components\n', 'utf16le'), NOT_UTF8],
    ['semicolons', finding('semicolons'), 'c.csv:1: separated by semicolons: separate the cells by commas'],
    ['tabs', Buffer.from('id\tname\tcomponents\n'), 'c.csv:1: separated by tabs: separate the cells by commas'],
  ])('%s', (_, bytes, fault) => {
    expect(faultLines(parseBytes(bytes))).toEqual([fault]);
  });

  test.each([
    ['a name', `acme,"${'x'.repeat(16e6)}",web`, 'c.csv:2: name: a cell longer than 10000 characters'],
    ['components', `acme,Acme,"${'web '.repeat(4e6)}"`, 'c.csv:2: components: a cell longer than 10000 characters'],
  ])('rejects a row of 16 MB in %s', (_, row, fault) => {
    expect(faultLines(parseBytes(Buffer.from(`id,name,components\n${row}\n`)))).toEqual([fault]);
  });

  test('a column name of 16 MB is one fault', () => {
    const header = Buffer.from(`id,name,components,${'x'.repeat(16e6)}\n`);
    expect(faultLines(parseBytes(header))).toEqual(['c.csv:1: a cell longer than 10000 characters']);
  });
});

test('an invalid contact has its line and its column', () => {
  expect(faultsOf('id,name,components,contacts', 'acme,Acme,web,ops@acme.example acme')).toEqual([
    'c.csv:2: contacts: not an address or a domain (ops@acme.example, @acme.example) ("acme")',
  ]);
});
