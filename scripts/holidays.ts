import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import Holidays from 'date-holidays';

/**
 * Writes shared/domain/time/holidays.data.ts from date-holidays (a package of 1.4 MB that is not for a Lambda): `node scripts/holidays.ts`.
 *
 * A country's public holidays, national ones only, are the days of type `public`, and those days off of type `bank` that stand for one
 * of them (the observed 2028-11-10 of the United States). Other bank days are working days of everybody else, and half a day is no holiday.
 * Countries whose holidays follow the moon or a yearly decree are left out: the package guesses them.
 */
const COUNTRIES = ['AU', 'BE', 'CA', 'DE', 'ES', 'FR', 'GB', 'IE', 'IT', 'JP', 'MX', 'NL', 'NZ', 'US'];
const FIRST = 2020;
const LAST = 2040;

const years = Array.from({ length: LAST - FIRST + 1 }, (_, index) => FIRST + index);

/** Every holiday of a country, as `YYYY-MM-DD`: an observed day may be listed with the year after (2027-12-31). */
const holidaysOf = (country: string): ReadonlySet<string> => {
  const calendar = new Holidays(country, { types: ['public', 'bank'] });
  return new Set(
    [FIRST - 1, ...years, LAST + 1]
      .flatMap((year) => calendar.getHolidays(year))
      .filter(({ type, substitute }) => type === 'public' || substitute === true)
      .map(({ date }) => date.slice(0, 10)),
  );
};

/** One country: the days (MMDD) that are holidays in every year, then what each year has besides. */
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

/** The text of shared/domain/time/holidays.data.ts. */
export const holidayTable = (): string =>
  [
    '/**',
    ' * Public holidays by country, made by scripts/holidays.ts from date-holidays; not edited by hand.',
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
