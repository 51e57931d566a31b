import type { ServiceInputTypes, SQSClient } from '@aws-sdk/client-sqs';

/** Characters beyond the basic plane, as the two code units that JSON escapes them by. */
const WIDE = /[\u{10000}-\u{10FFFF}]/gu;

/**
 * Lets messages with characters beyond the basic plane (😀) through: SQS takes them, fauxqs 2.4.1 does not. In JSON they are written
 * as escapes, which says the same; what is no JSON stays none.
 */
export const escapeWideCharacters = (sqs: SQSClient): SQSClient => {
  sqs.middlewareStack.add((next) => (args) => next({ ...args, input: escaped(args.input) }), { step: 'initialize' });
  return sqs;
};

const escaped = (input: ServiceInputTypes): ServiceInputTypes =>
  'MessageBody' in input ? { ...input, MessageBody: input.MessageBody?.replaceAll(WIDE, escape) } : input;

const escape = (character: string): string =>
  Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16)}`).join('');
