import { InvalidInput } from './validation.ts';

/** Parses JSON. Throws `InvalidInput` with the position of the error and none of the text, since rules are logged. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInput([
      { at: '', rule: `not JSON: ${error instanceof Error ? withoutText(error) : String(error)}` },
    ]);
  }
};

/** V8 quotes the text around the error: `Unexpected token 'h', ..."{"text": he lives"... is not valid JSON`. */
const withoutText = ({ message }: Error): string => message.replace(/, (\.\.\.)?".*$/s, '');

/** Parses JSON, and returns undefined for text that is not JSON. */
export const tryParseJson = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
};
