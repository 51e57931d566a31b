/** English month names, January first. */
export const MONTH_NAMES: readonly string[] =
  'January February March April May June July August September October November December'.split(' ');

/** Returns `October 2026` for `2026-10`. */
export const monthName = (month: string): string => `${MONTH_NAMES[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;

/** Returns `14 Oct` for `2026-10-14`. */
export const dayName = (date: string): string =>
  `${Number(date.slice(8))} ${(MONTH_NAMES[Number(date.slice(5, 7)) - 1] ?? '').slice(0, 3)}`;

/** Returns basis points as `5 %` or `2.5 %`. */
export const percent = (bps: number): string => `${bps / 100} %`;
