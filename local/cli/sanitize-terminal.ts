const ESCAPE = '\u001B';

/**
 * Control and bidirectional characters. The first alternative matches the colours of `terminal.ts`: bold, dim, red,
 * yellow, cyan.
 */
const CONTROL = /\p{Cc}\[(?:1|2|22|31|33|36|39)m|[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu;

/**
 * Escapes control sequences in untrusted text: they can clear the screen, set its title or reverse the direction of
 * text. Each is written as a JSON escape (`\u001b`), so that JSON keeps its meaning. Line ends, tabs and our own
 * colours remain.
 */
export const sanitizeTerminal = (text: string): string =>
  text.replaceAll(CONTROL, (match) => {
    if (match === '\n' || match === '\t' || (match.length > 1 && match.startsWith(ESCAPE))) return match;
    return `\\u${match.charCodeAt(0).toString(16).padStart(4, '0')}${match.slice(1)}`;
  });
