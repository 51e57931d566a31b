import { describeFault, type InvalidInput } from '../lib/validation.ts';
import { type Queue, sendMessage } from './send-messages.ts';

/** Characters of an attribute of an invalid message. */
const ATTRIBUTE_CHARACTERS_MAX = 1000;

/** Characters of an invalid message. SQS accepts 1 MB, a character has at most 3 bytes of UTF-8, and attributes follow. */
const BODY_CHARACTERS_MAX = 330_000;

/** Characters that an SQS message attribute may not contain. */
const UNSENDABLE = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/**
 * Sends an invalid payload to a dead-letter queue, without retries. Only a payload of more than 330,000 characters is cut.
 * Attributes: all faults as `reason`, and the path (`at`) and `rule` of the first one.
 */
export const sendInvalidMessage = async (deadLetters: Queue, body: string, { faults }: InvalidInput): Promise<void> => {
  const [first] = faults;
  const attribute = (text: string): string =>
    text.replaceAll(UNSENDABLE, '?').slice(0, ATTRIBUTE_CHARACTERS_MAX) || '-';
  await sendMessage(deadLetters, body === '' ? '-' : body.slice(0, BODY_CHARACTERS_MAX).replaceAll(UNSENDABLE, '?'), {
    attributes: {
      reason: attribute(faults.map(describeFault).join('; ')),
      at: attribute(first?.at ?? ''),
      rule: attribute(first?.rule ?? ''),
    },
  });
};
