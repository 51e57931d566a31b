/** The share of users or requests that a downtime affects: a percentage in hundredths, from 1 to 10,000. */
export type Impact = { readonly hundredths: number; readonly written: string };

/** The hundredths of a full impact. Weighted downtime is counted in ten-thousandths of a millisecond. */
export const FULL_HUNDREDTHS = 10_000;

export const FULL_IMPACT: Impact = { hundredths: FULL_HUNDREDTHS, written: '100' };

const TWO_DECIMALS = /^(\d{1,3})(?:\.(\d{1,2}))?$/;

/** Parses a percentage above 0 to 100 with at most two decimals. Returns undefined for anything else. */
export const parseImpact = (written: string): Impact | undefined => {
  const parts = TWO_DECIMALS.exec(written);
  if (parts === null) return undefined;
  const hundredths = Number(`${parts[1]}${(parts[2] ?? '').padEnd(2, '0')}`);
  return hundredths > 0 && hundredths <= FULL_HUNDREDTHS ? { hundredths, written } : undefined;
};
