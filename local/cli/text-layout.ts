import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { localDate } from '../../shared/domain/time/calendar.ts';
import { type Instant, parseInstant } from '../../shared/domain/time/instant.ts';
import { monthName } from '../../shared/lib/month-name.ts';

/** Returns the local date, `14 Oct`. */
export const localDay = (at: Instant, timeZone: string): string => {
  const local = localDate(timeZone, at);
  return `${Number(local.slice(8))} ${monthName(local.slice(0, 7)).slice(0, 3)}`;
};

/** Returns the local time, `09:30`. */
export const localTime = (at: Instant, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);

/** Replaces the instants of a text with local times, `29 Oct 09:00`. */
export const localiseInstants = (text: string, timeZone: string): string =>
  text.replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, (match) => {
    const at = parseInstant(match);
    return at === undefined ? match : `${localDay(at, timeZone)} ${localTime(at, timeZone)}`;
  });

/** Returns `1 revision`, `6 revisions`. */
export const pluralText = (count: number, singular: string): string => `${count} ${singular}${count === 1 ? '' : 's'}`;

/** Wraps text between words at `width` columns; a number stays with its unit or name: `14 Oct`, `5 %`, `clause 6`. */
export const wrapText = (text: string, width: number): string[] =>
  wrapAnsi(text.replaceAll(/(\d|\bclause) (?=\S)/g, '$1\u00A0'), width)
    .split('\n')
    .map((line) => line.replaceAll('\u00A0', ' '));

const HANGING_COLUMNS_MIN = 20;

/** Puts `prefix` before the first line of a text and indents the other lines by its width. */
export const hangingText = (prefix: string, text: string, width: number): string => {
  const indent = ' '.repeat(stringWidth(prefix));
  return wrapText(text, Math.max(HANGING_COLUMNS_MIN, width - indent.length))
    .map((line, i) => `${i === 0 ? prefix : indent}${line}`)
    .join('\n');
};

/** Pads cells into columns of equal width; `rightAligned` lists the numbers of right-aligned columns, from 0. */
export const alignColumns = (rows: readonly (readonly string[])[], rightAligned: readonly number[] = []): string[] => {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => stringWidth(row[i] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, i) => {
        const padding = ' '.repeat(Math.max(0, (widths[i] ?? 0) - stringWidth(cell)));
        return rightAligned.includes(i) ? `${padding}${cell}` : `${cell}${padding}`;
      })
      .join('  ')
      .trimEnd(),
  );
};
