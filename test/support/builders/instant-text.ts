import { formatInstant, type Instant, parseInstant } from '../../../shared/domain/time/instant.ts';

const SHORT_FORM = /^(?:(?:(\d{4})-)?(\d\d)-)?(\d\dT\d\d:\d\d)(:\d\d(?:\.\d+)?)?$/;

/**
 * Returns an instant in ms since 1970-01-01T00:00:00Z. The text is ISO 8601 in UTC or a short form: `14T17:00` is in
 * October 2026, `10-14T17:00` in 2026. The offset applies to short forms. Throws if the text is not an instant.
 */
export const instant = (text: string, offset = 'Z'): Instant => {
  const short = SHORT_FORM.exec(text);
  if (short === null) return parseInstant(text) ?? notAnInstant(text);
  const [, year = '2026', month = '10', dayAndMinute, seconds = ':00'] = short;
  const ms = Date.parse(`${year}-${month}-${dayAndMinute}${seconds}${offset}`);
  return Number.isNaN(ms) ? notAnInstant(text) : ms;
};

/** Returns an instant as JSON has it, `2026-10-14T17:00:00.000Z`. */
export const instantText = (text: string, offset?: string): string => formatInstant(instant(text, offset));

const notAnInstant = (text: string): never => {
  throw new Error(`${text} is not an instant`);
};
