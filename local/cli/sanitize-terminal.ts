const ESCAPE = '\u001B';

/** The colours that the commands themselves use (`styleText`: bold, dim, red, yellow, cyan), and whatever else a terminal would obey or reorder. */
const OBEYED = /\p{Cc}\[(?:1|2|22|31|33|36|39)m|[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu;

/**
 * A text that a terminal shows and does not obey: what others wrote may hold sequences that clear the screen, set its title or turn the
 * writing round. They are written as JSON writes them, `\u001b`, so that a line of JSON says the same; line ends, tabs and colours stay.
 */
export const sanitizeTerminal = (text: string): string =>
  text.replaceAll(OBEYED, (found) => {
    if (found === '\n' || found === '\t' || (found.length > 1 && found.startsWith(ESCAPE))) return found;
    return `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}${found.slice(1)}`;
  });
