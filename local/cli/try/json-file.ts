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
