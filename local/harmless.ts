/** The beginning of what asks a terminal for something, unless it is what our own lines ask: bold, dim, yellow, red, and their ends. */
const ESCAPE = '\u001B(?!\\[(?:1|2|22|31|33|39)m)';

/** That, any other control character but tab and line feed, and what turns the direction of the text around it. */
const ASKING = new RegExp(`${ESCAPE}|[^\\P{Cc}\\t\\n\\u001B]|[\\u202A-\\u202E\\u2066-\\u2069]`, 'gu');

/**
 * Text as a terminal may be given it: what would move the cursor, set the clipboard or hide a line is shown as JSON writes it (`\u001b`), so that
 * JSON stays what it was. Much that is printed was written by others: a dead letter, a reason, a customer's name.
 */
export const harmless = (text: string): string =>
  text.replaceAll(ASKING, (asked) => `\\u${asked.charCodeAt(0).toString(16).padStart(4, '0')}`);
