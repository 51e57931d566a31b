import { type Clock, plainMoment } from '../../../shared/web/page-clock.ts';

/**
 * A rule of the API in the words of a form: without the names that fields have in JSON, and with instants as the form's times are told.
 * A rule that is here by no other words stays as it is.
 */
export const ruleText = (rule: string, clock: Pick<Clock, 'day' | 'hour'>): string => {
  const future = /^in the future \(it is (.*)\)$/.exec(rule)?.[1];
  if (future !== undefined) return `in the future: it is ${plainMoment(clock, Date.parse(future))} now`;
  const words = rule.replace(/^customer: /, '');
  return Object.hasOwn(WORDS, words) ? (WORDS[words] ?? rule) : rule;
};

const WORDS: Readonly<Record<string, string>> = {
  missing: 'to be filled in',
  'before recognizedAt': 'before it was recognised',
  'not after start': 'not after its beginning',
  'not 1 to 100 of A-Z a-z 0-9 . _ -':
    'not the id of a customer: 1 to 100 letters without accents, digits, dots, dashes or underlines',
};
