import { FIRST_YEAR, HOLIDAYS } from './holidays.data.ts';

/** The holidays of a country (MMDD): those of every year, and those that each year has besides. */
type Country = { readonly everyYear: string; readonly besides: readonly string[] };

const countries: ReadonlyMap<string, Country> = new Map(Object.entries(HOLIDAYS));

/** The countries that the table has, as ISO 3166-1 alpha-2 codes. */
export const HOLIDAY_COUNTRIES: readonly string[] = [...countries.keys()];

/** The first and the last date that the table covers, for every country alike. */
export const HOLIDAYS_COVER = {
  from: `${FIRST_YEAR}-01-01`,
  to: `${FIRST_YEAR + HOLIDAYS.US.besides.length - 1}-12-31`,
} as const;

/**
 * Returns a country's public holidays, observed days included, from the date `from` to the date `to`, both included, in order.
 * Undefined if the table does not have the country or does not cover all those dates. A year that is not in the table is not a
 * year without holidays.
 */
export const holidaysBetween = (country: string, from: string, to: string): string[] | undefined => {
  const table = countries.get(country);
  if (table === undefined || from < HOLIDAYS_COVER.from || to > HOLIDAYS_COVER.to) return undefined;
  return table.besides
    .flatMap((besides, index) =>
      `${table.everyYear} ${besides}`
        .split(' ')
        .filter((day) => day !== '')
        .map((day) => `${FIRST_YEAR + index}-${day.slice(0, 2)}-${day.slice(2)}`),
    )
    .filter((date) => date >= from && date <= to)
    .toSorted();
};
