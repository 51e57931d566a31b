/** Bold, dim, yellow, red, and their ends: what our own lines ask of a terminal. */
const OURS = /\u001B(?!\[(?:1|2|22|31|33|39)m)/.source;

/** Control characters but tab, line feed and the first of those; and what turns the direction of the text around it. */
const ASKING = new RegExp(`${OURS}|[^\\P{Cc}\\t\\n\\u001B]|[\\u202A-\\u202E\\u2066-\\u2069]`, 'gu');

/**
 * Text as a terminal may be given it: what would move the cursor, set the clipboard or hide a line is shown as JSON writes it (`\u001b`), so that
 * JSON stays what it was. Much that is printed was written by others: a dead letter, a reason, a customer's name.
 */
export const harmless = (text: string): string =>
  text.replaceAll(ASKING, (asked) => `\\u${asked.charCodeAt(0).toString(16).padStart(4, '0')}`);
