/** A spreadsheet treats text that begins with one of these characters as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** Quotes a cell of CSV (RFC 4180). A text that a spreadsheet would treat as a formula begins with an apostrophe. */
export const csvCell = (text: string): string => {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
