import * as fc from 'fast-check';
import { COLUMNS, parseCustomersCsv } from '../../../local/cli/sla/customers-csv.ts';
import { readRecord } from '../../../shared/api/customers-api.ts';
import { aConfig } from '../../support/builders/product-config.ts';
import { type FuzzTarget, assertHolds, orRejected } from '../fuzz-target.ts';
import { hostileText } from '../hostile-values.ts';

const GOOD: Readonly<Record<string, string>> = {
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

/** Every third row has a service, so that some customers have several. */
const cellOf = (name: string, n: number): string => {
  if (name === 'id') return `acme-${n % 40}`;
  if (name === 'service') return n % 3 === 0 ? `service-${n}` : '';
  return GOOD[name] ?? '';
};

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
const often = (good: string) =>
  fc.oneof({ weight: 40, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: hostileText });
const written = (cell: fc.Arbitrary<string>) =>
  fc.tuple(cell, fc.nat({ max: 30 })).map(([text, odd]) => (odd === 0 ? text : quoted(text)));

const header = fc
  .shuffledSubarray([...COLUMNS, 'externalRefs.erp'], { minLength: 8 })
  .chain((columns) => fc.tuple(fc.constant(columns), fc.tuple(...columns.map((name) => written(often(name))))));

/** Files of customers: lines of cells, some of them out of order, some text put in anywhere. */
const files = header
  .chain(([columns, first]) => {
    const row = fc.nat({ max: 99 }).chain((n) => fc.tuple(...columns.map((name) => written(often(cellOf(name, n))))));
    return fc.tuple(fc.constant(first), fc.array(row, { maxLength: 3 }), fc.constantFrom('\n', '\r\n', '\n\n'));
  })
  .map(([first, rows, end]) => [first, ...rows].map((cells) => cells.join(',')).join(end));

const spoilt = fc
  .tuple(files, fc.nat({ max: 6 }), fc.nat({ max: 500 }), hostileText)
  .map(([file, odd, at, text]) => (odd > 0 ? file : file.slice(0, at) + text + file.slice(at)));

/** `sla import`: customers as CSV. The API accepts every parsed customer. */
export const csvTarget: FuzzTarget<string> = {
  name: 'CSV import',
  open: () => {
    const config = aConfig();
    return {
      inputs: spoilt,
      take: (text) => {
        const customers = orRejected(() => parseCustomersCsv('customers.csv', Buffer.from(text), config));
        if (customers === 'refused') return 'refused';
        for (const { id, body } of customers) readRecord(id, body, config);
        assertHolds(new Set(customers.map(({ id }) => id)).size === customers.length, 'a customer twice', customers);
        return customers.length === 0 ? 'ignored' : 'accepted';
      },
    };
  },
};
