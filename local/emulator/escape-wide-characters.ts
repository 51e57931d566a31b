import type { ServiceInputTypes, SQSClient } from '@aws-sdk/client-sqs';

/** Characters beyond the basic multilingual plane (😀). */
const WIDE = /[\u{10000}-\u{10FFFF}]/gu;

/**
 * Sends wide characters as JSON escapes, which mean the same in JSON. SQS accepts these characters; fauxqs 1.9.2
 * rejects them.
 */
export const escapeWideCharacters = (sqs: SQSClient): SQSClient => {
  sqs.middlewareStack.add((next) => (args) => next({ ...args, input: withEscapes(args.input) }), {
    step: 'initialize',
  });
  return sqs;
};

const withEscapes = (input: ServiceInputTypes): ServiceInputTypes =>
  'MessageBody' in input ? { ...input, MessageBody: input.MessageBody?.replaceAll(WIDE, jsonEscape) } : input;

const jsonEscape = (character: string): string =>
  Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16)}`).join('');
