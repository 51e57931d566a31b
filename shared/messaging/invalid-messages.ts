import { describeFault, type InvalidInput } from '../lib/validation.ts';
import { type Queue, sendMessages } from './send-messages.ts';

/** The longest reason that goes with a refused message, in characters. */
const LONGEST_REASON = 1000;

/** What an attribute of a message may not hold. */
const UNSENDABLE = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/**
 * Puts a payload that will never work onto the dead-letter queue of its door, as it came, with the place and the rule of its first
 * fault as attributes. So nobody has to guess why it is there, and it is tried no further.
 */
export const sendInvalid = async (deadLetters: Queue, body: string, { faults }: InvalidInput): Promise<void> => {
  const [first] = faults;
  const attribute = (text: string): string => text.replaceAll(UNSENDABLE, '?').slice(0, LONGEST_REASON) || '-';
  await sendMessages(deadLetters, body === '' ? '-' : body.replaceAll(UNSENDABLE, '?'), {
    attributes: {
      reason: attribute(faults.map(describeFault).join('; ')),
      at: attribute(first?.at ?? ''),
      rule: attribute(first?.rule ?? ''),
    },
  });
};
