import { expect, test } from 'vitest';
import { readCsv } from '../../../../local/cli/sla/read-csv.ts';

const rows = (text: string) => readCsv(text).rows.map(({ line, cells }) => [line, ...cells]);

test.each([
  [
    'plain cells',
    'a,b\nc,d\n',
    [
      [1, 'a', 'b'],
      [2, 'c', 'd'],
    ],
  ],
  [
    'no line end at the end',
    'a,b\nc,d',
    [
      [1, 'a', 'b'],
      [2, 'c', 'd'],
    ],
  ],
  [
    'a byte order mark, and lines as Windows ends them',
    '\uFEFFa,b\r\nc,d\r\n',
    [
      [1, 'a', 'b'],
      [2, 'c', 'd'],
    ],
  ],
  [
    'commas, quotes and line ends within quotes',
    '"a,1","""b""","c\nd"\ne,f,g',
    [
      [1, 'a,1', '"b"', 'c\nd'],
      [3, 'e', 'f', 'g'],
    ],
  ],
  [
    'empty cells, at the end too',
    ',a,\n"",b,',
    [
      [1, '', 'a', ''],
      [2, '', 'b', ''],
    ],
  ],
  [
    'empty lines are skipped and counted',
    'a\n\n\nb\n',
    [
      [1, 'a'],
      [4, 'b'],
    ],
  ],
  ['nothing', '', []],
])('%s', (_, text, expected) => {
  expect(rows(text)).toEqual(expected);
  expect(readCsv(text).broken).toBeUndefined();
});

test.each([
  ['a quote that is not closed', 'a,b\nc,"d\ne', { line: 2, rule: 'a quote is opened here, and not closed' }],
  ['a quote within a cell', 'a,b"c', { line: 1, rule: 'a quote within a cell' }],
  ['something after a closed quote', '"a"b,c', { line: 1, rule: 'a quote within a cell' }],
])('%s is told with its line', (_, text, broken) => {
  expect(readCsv(text).broken).toEqual(broken);
});
