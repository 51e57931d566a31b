import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import Holidays from 'date-holidays';

/**
 * Writes shared/domain/time/holidays.data.ts from date-holidays: `node scripts/holiday-table.ts`.
 * The package has 1.4 MB, too much for a function.
 *
 * Only national holidays count: days of type `public`, and `bank` days that replace one of them (2028-11-10 in the US).
 * Other bank days and half days are working days.
 * Countries whose holidays follow the moon or a yearly decree are excluded, because the package guesses them.
 */
const COUNTRIES = ['AU', 'BE', 'CA', 'DE', 'ES', 'FR', 'GB', 'IE', 'IT', 'JP', 'MX', 'NL', 'NZ', 'US'];
const FIRST = 2020;
const LAST = 2040;

const years = Array.from({ length: LAST - FIRST + 1 }, (_, index) => FIRST + index);

/** Returns a country's holidays as `YYYY-MM-DD`. The package lists some observed days under the next year (2027-12-31). */
const holidaysOf = (country: string): ReadonlySet<string> => {
  const calendar = new Holidays(country, { types: ['public', 'bank'] });
  return new Set(
    [FIRST - 1, ...years, LAST + 1]
      .flatMap((year) => calendar.getHolidays(year))
      .filter(({ type, substitute }) => type === 'public' || substitute === true)
      .map(({ date }) => date.slice(0, 10)),
  );
};

/** Returns the lines of one country: days (MMDD) of every year, then the additional days of each year. */
const linesOf = (country: string): string[] => {
  const dates = holidaysOf(country);
  const byYear = years.map((year) =>
    [...dates]
      .filter((date) => date.startsWith(`${year}-`))
      .map((date) => date.slice(5).replace('-', ''))
      .toSorted(),
  );
  const everyYear = (byYear[0] ?? []).filter((day) => byYear.every((days) => days.includes(day)));
  const besides = byYear.map((days) => days.filter((day) => !everyYear.includes(day)).join(' '));
  return [
    `  ${country}: {`,
    `    everyYear: '${everyYear.join(' ')}',`,
    '    besides: [',
    ...besides.map((days) => `      '${days}',`),
    '    ],',
    '  },',
  ];
};

/** Returns the text of shared/domain/time/holidays.data.ts. */
export const holidayTable = (): string =>
  [
    '/**',
    ' * Public holidays by country, made by scripts/holiday-table.ts from date-holidays; not edited by hand.',
    ' * Days are MMDD: those of every year, then for each year from `FIRST_YEAR` on what it has besides.',
    ' */',
    `export const FIRST_YEAR = ${FIRST};`,
    '',
    'export const HOLIDAYS = {',
    ...COUNTRIES.flatMap(linesOf),
    '} as const;',
    '',
  ].join('\n');

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(new URL('../shared/domain/time/holidays.data.ts', import.meta.url), holidayTable());
}
