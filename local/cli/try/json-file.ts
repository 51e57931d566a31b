import { isUtf8 } from 'node:buffer';
import { InvalidInput } from '../../../shared/lib/validation.ts';

/**
 * Parses a file of one JSON document in UTF-8, with or without a byte order mark. `expected`: its content, in words.
 * Throws `InvalidInput` with the file, the line and the expectation.
 */
export const parseJsonFile = (file: string, bytes: Uint8Array, expected: string): unknown => {
  const reject = (line: number, rule: string): InvalidInput =>
    new InvalidInput([{ at: `${file}:${line}`, rule: `${rule}; expected ${expected}` }]);
  if (isUtf16(bytes)) throw reject(1, 'UTF-16: save it again as UTF-8 (in PowerShell: Out-File -Encoding utf8)');
  if (!isUtf8(bytes)) throw reject(1, 'not UTF-8: save it again as UTF-8');
  const text = new TextDecoder().decode(bytes);
  if (text.trim() === '') throw reject(1, 'empty');
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const next = secondDocumentLine(text);
    if (next !== undefined) throw reject(next, 'a second JSON document: the file has one on each line');
    throw reject(faultLine(text, error.message), `not JSON (${reasonOf(error.message)})`);
  }
};

/**
 * Returns the line of a place in a JSON document, such as `AlarmHistoryItems[3].Timestamp`, from 1.
 * A missing place has the line of the object that lacks it.
 */
export const lineOfPlace = (text: string, place: string): number => {
  let offset = afterSpace(text, 0);
  for (const [, key, index] of place.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    const found = index === undefined ? memberOffset(text, offset, key ?? '') : itemOffset(text, offset, Number(index));
    if (found === undefined) break;
    offset = found;
  }
  return lineAt(text, offset);
};

const SPACE = /\s*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const SCALAR = /[^\s,\]}]+/y;

/** Returns the offset after a match at an offset. */
const after = (text: string, pattern: RegExp, offset: number): number => {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : offset;
};

const afterSpace = (text: string, offset: number): number => after(text, SPACE, offset);

/** Returns the offset after a value. */
const afterValue = (text: string, offset: number): number => {
  let [at, depth] = [offset, 0];
  do {
    const character = text[at];
    if (character === '"') at = after(text, STRING, at);
    else if (character === '{' || character === '[') [at, depth] = [at + 1, depth + 1];
    else if (character === '}' || character === ']') [at, depth] = [at + 1, depth - 1];
    else at = Math.max(after(text, SCALAR, at), at + 1);
    if (depth > 0) at = afterSpace(text, at);
  } while (depth > 0 && at < text.length);
  return at;
};

/** Returns the offset of a value after a separator; undefined at the end of its object or list. */
const nextOffset = (text: string, offset: number): number | undefined => {
  const at = afterSpace(text, offset);
  return text[at] === ',' ? afterSpace(text, at + 1) : undefined;
};

const memberOffset = (text: string, object: number, key: string): number | undefined => {
  if (text[object] !== '{') return undefined;
  let at: number | undefined = afterSpace(text, object + 1);
  while (at !== undefined && text[at] === '"') {
    const end = after(text, STRING, at);
    const colon = afterSpace(text, end);
    const value = afterSpace(text, colon + 1);
    if (JSON.parse(text.slice(at, end)) === key) return value;
    at = nextOffset(text, afterValue(text, value));
  }
  return undefined;
};

const itemOffset = (text: string, list: number, index: number): number | undefined => {
  if (text[list] !== '[') return undefined;
  let at: number | undefined = afterSpace(text, list + 1);
  for (let i = 0; i < index && at !== undefined; i += 1) at = nextOffset(text, afterValue(text, at));
  return at;
};

/** A byte order mark, or a zero byte: JSON in UTF-8 has none. */
const isUtf16 = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) ||
  (bytes[0] === 0xfe && bytes[1] === 0xff) ||
  bytes.subarray(0, 4).includes(0);

/** Returns the line of the second document in a file with a document on each line; undefined for another file. */
const secondDocumentLine = (text: string): number | undefined => {
  const filled = text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [{ line, number: i + 1 }]));
  const [first, second] = filled;
  return first !== undefined && second !== undefined && isObjectText(first.line) && isObjectText(second.line)
    ? second.number
    : undefined;
};

const isObjectText = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
};

/** V8 reports a position, or an excerpt of about ten characters around the fault, or the end of the text. */
const POSITION = /at position (\d+)/;
const EXCERPT = /"(?:\.\.\.)?([^]*?)(?:\.\.\.)?" is not valid JSON$/;

const faultLine = (text: string, message: string): number => {
  const position = POSITION.exec(message)?.[1];
  if (position !== undefined) return lineAt(text, Number(position));
  const excerpt = EXCERPT.exec(message)?.[1];
  const start = excerpt === undefined ? -1 : text.indexOf(excerpt);
  return lineAt(text, start < 0 || excerpt === undefined ? text.trimEnd().length : start + excerpt.length / 2);
};

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

const reasonOf = (message: string): string =>
  message.replace(/,? (?:in JSON )?at position \d+.*$/s, '').replace(/,? "(?:\.\.\.)?[^]*" is not valid JSON$/, '');
