const MONTH_NAMES = 'January February March April May June July August September October November December'.split(' ');

/** Returns `October 2026` for `2026-10`, or for a date in it. */
export const monthName = (month: string): string =>
  `${MONTH_NAMES[Number(month.slice(5, 7)) - 1]} ${month.slice(0, 4)}`;
