/** A length of time in milliseconds, and its text in the policy. */
export type Duration = { readonly ms: number; readonly written: string };

const ISO_DURATION = /^P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Milliseconds in a day (of 24 hours), an hour, a minute and a second. */
const UNITS = [86_400_000, 3_600_000, 60_000, 1000];

/**
 * Parses an ISO 8601 duration of whole days (of 24 hours), hours, minutes and seconds: `PT24H`, `P30D`, `PT1H30M`.
 * Returns undefined for anything else: weeks, months and years, fractions, a sign, or more than can be counted exactly.
 */
export const parseDuration = (written: string): Duration | undefined => {
  const parts = ISO_DURATION.exec(written)?.slice(1);
  if (parts === undefined) return undefined;
  const ms = UNITS.reduce((sum, unit, i) => sum + unit * Number(parts[i] ?? 0), 0);
  return Number.isSafeInteger(ms) ? { ms, written } : undefined;
};
