import { expect, test } from 'vitest';
import { COLUMNS, customersIn } from '../../../../local/cli/sla/customers-csv.ts';
import { describeFault, InvalidInput } from '../../../../shared/lib/validation.ts';
import { customerRecord } from '../../../../shared/persistence/customer-record.ts';
import { parse } from '../../../../shared/lib/validation.ts';
import { aConfig } from '../../../support/builders/product-config.ts';

const read = (...lines: string[]) => customersIn('c.csv', lines.join('\n'), aConfig());
const faultsOf = (...lines: string[]): string[] => {
  try {
    read(...lines);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return error.faults.map(describeFault);
  }
};

test('every field of a customer has a column, in any order', () => {
  const columns = [...COLUMNS, 'externalRefs.erp', 'externalRefs.crm'].toReversed();
  const cells: Record<string, string> = {
    id: 'acme',
    name: 'Acme, Inc.',
    components: 'web; voice',
    policy: 'open',
    activeFrom: '2026-01-01T00:00:00Z',
    activeTo: '2027-01-01T00:00:00Z',
    'serviceFees.amountMinor': '100000',
    'serviceFees.currency': 'USD',
    'externalRefs.erp': 'C-1',
  };
  const [customer] = read(columns.join(','), columns.map((name) => `"${cells[name] ?? ''}"`).join(','));
  expect(customer).toEqual({
    line: 2,
    id: 'acme',
    body: {
      id: 'acme',
      name: 'Acme, Inc.',
      components: ['web', 'voice'],
      policy: 'open',
      activeFrom: '2026-01-01T00:00:00Z',
      activeTo: '2027-01-01T00:00:00Z',
      serviceFees: { amountMinor: 100_000, currency: 'USD' },
      externalRefs: { erp: 'C-1' },
    },
  });
  const parsed = parse(customerRecord, customer?.body);
  expect(Object.keys(parsed).toSorted()).toEqual(Object.keys(customerRecord.shape).toSorted());
});

test.each([
  ['no header', [''], ['c.csv: empty: the first line names the columns']],
  ['a column that is no field', ['id,name,components,fax'], ['c.csv:1: not a column']],
  ['a column twice', ['id,name,components,name'], ['c.csv:1: the column is there twice ("name")']],
  ['a column that is needed', ['id,name'], ['c.csv:1: the column is missing ("components")']],
  [
    'a component that is not configured',
    ['id,name,components', 'a,A,fax'],
    ['c.csv:2: components: not a configured component ("fax")'],
  ],
  ['no components', ['id,name,components', 'a,A,'], ['c.csv:2: components: no components ("[]")']],
  ['an id that is none', ['id,name,components', 'a b,A,web'], ['c.csv:2: id: not 1 to 100 of']],
  [
    'half of the fees',
    ['id,name,components,serviceFees.amountMinor', 'a,A,web,5'],
    ['c.csv:2: serviceFees.currency: missing'],
  ],
  [
    'an amount with decimals',
    ['id,name,components,serviceFees.amountMinor,serviceFees.currency', 'a,A,web,5.00,USD'],
    ['c.csv:2: serviceFees.amountMinor: not a number ("5.00")'],
  ],
  [
    'an end before the beginning',
    ['id,name,components,activeFrom,activeTo', 'a,A,web,2026-02-01T00:00:00Z,2026-01-01T00:00:00Z'],
    ['c.csv:2: activeTo: not after activeFrom'],
  ],
])('%s', (_, lines, expected) => {
  const faults = faultsOf(...lines);
  expect(faults).toHaveLength(expected.length);
  expected.forEach((fault, i) => expect(faults[i]).toContain(fault));
});
