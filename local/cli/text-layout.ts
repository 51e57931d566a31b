import { monthName } from '../../shared/lib/month-name.ts';
import { localDate } from '../../shared/domain/time/calendar.ts';
import { type Instant, parseInstant } from '../../shared/domain/time/instant.ts';

/** How the command line writes times and texts for people. */

const MINUTE = 60_000;

/** `14 Oct`, in a zone. */
export const date = (at: Instant, timeZone: string): string => {
  const local = localDate(timeZone, at);
  return `${Number(local.slice(8))} ${monthName(local.slice(0, 7)).slice(0, 3)}`;
};

/** `09:30`, in a zone. */
export const clock = (at: Instant, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);

/** `1 h 17 min`; below a minute in seconds. */
export const howLong = (ms: number): string => {
  if (ms < MINUTE) return `${Math.floor(ms / 1000)} s`;
  const minutes = Math.floor(ms / MINUTE);
  const hours = Math.floor(minutes / 60);
  const parts = [hours > 0 ? `${hours} h` : '', minutes % 60 > 0 ? `${minutes % 60} min` : ''];
  return parts.filter((part) => part !== '').join(' ');
};

/** `1 revision`, `6 revisions`. */
export const pluralText = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** The instants in a text as `29 Oct 09:00`, in a zone. */
export const inZone = (text: string, timeZone: string): string =>
  text.replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, (written) => {
    const at = parseInstant(written);
    return at === undefined ? written : `${date(at, timeZone)} ${clock(at, timeZone)}`;
  });

/**
 * Breaks text between words into lines of at most `width` characters; a longer word has a line of its own.
 * A number stays with what it counts or names: `14 Oct`, `5 %`, `clause 6`.
 */
export const wrap = (text: string, width: number): string[] => {
  const [first = '', ...words] = text.replaceAll(/(\d|\bclause) (?=\S)/g, '$1\u00A0').split(' ');
  const lines: string[] = [];
  let line = first;
  for (const word of words) {
    if (line.length + 1 + word.length <= width) line = `${line} ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((broken) => broken.replaceAll('\u00A0', ' '));
};

/** `before` in front of the text's first line; the lines after it stand under where the text began. */
export const hang = (before: string, text: string, width: number): string => {
  const indent = ' '.repeat(before.length);
  return wrap(text, Math.max(20, width - before.length))
    .map((line, i) => `${i === 0 ? before : indent}${line}`)
    .join('\n');
};
