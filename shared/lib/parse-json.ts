import { InvalidInput } from './validation.ts';

/** Reads JSON. Throws `Rejected` for what is none: says what is wrong and where, but repeats nothing of the text, for a rule is logged. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInput([
      { at: '', rule: `not JSON: ${error instanceof Error ? withoutText(error) : String(error)}` },
    ]);
  }
};

/** V8 quotes the text around the place: `Unexpected token 'h', ..."{"text": he lives"... is not valid JSON`. */
const withoutText = ({ message }: Error): string => message.replace(/, (\.\.\.)?".*$/s, '');
