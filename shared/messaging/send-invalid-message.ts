import { describeFault, type InvalidInput } from '../lib/validation.ts';
import { type Queue, sendMessage } from './send-messages.ts';

/** Characters of an attribute of an invalid message. */
const ATTRIBUTE_CHARACTERS_MAX = 1000;

/** Characters that an SQS message attribute may not contain. */
const UNSENDABLE = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/**
 * Sends an invalid payload to a dead-letter queue, unchanged and without retries.
 * Attributes: all faults as `reason`, and the path (`at`) and `rule` of the first one.
 */
export const sendInvalidMessage = async (deadLetters: Queue, body: string, { faults }: InvalidInput): Promise<void> => {
  const [first] = faults;
  const attribute = (text: string): string =>
    text.replaceAll(UNSENDABLE, '?').slice(0, ATTRIBUTE_CHARACTERS_MAX) || '-';
  await sendMessage(deadLetters, body === '' ? '-' : body.replaceAll(UNSENDABLE, '?'), {
    attributes: {
      reason: attribute(faults.map(describeFault).join('; ')),
      at: attribute(first?.at ?? ''),
      rule: attribute(first?.rule ?? ''),
    },
  });
};
