import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import { type Fault, InvalidInput } from '../../../shared/lib/validation.ts';
import { readInput } from './read-input.ts';

/** An arrival of an e-mail, as a replay folder has it. */
export type MailArrival = { readonly at: string; readonly door: 'email'; readonly payload: object };

/**
 * Reads the `.eml` files of a folder, each as the arrival of an e-mail. Throws `InvalidInput` with every fault.
 * The senders count as verified, since a person chose the files.
 */
export const readMailFolder = async (directory: string): Promise<MailArrival[]> => {
  const names = (await readdir(directory)).filter((name) => name.toLowerCase().endsWith('.eml')).toSorted();
  if (names.length === 0) throw new InvalidInput([{ at: directory, rule: 'a folder without .eml files' }]);
  const faults: Fault[] = [];
  const mails: MailArrival[] = [];
  for (const name of names) {
    const bytes = Buffer.from(await readInput(join(directory, name)));
    const at = receiptOf(bytes.toString('latin1'));
    if (at === undefined)
      faults.push({ at: name, rule: 'neither a header Received nor a header Date with an instant' });
    else
      mails.push({
        at,
        door: 'email',
        payload: {
          receipt: { recipients: [], dmarcVerdict: { status: 'PASS' } },
          mail: { timestamp: at, messageId: name },
          rawBase64: bytes.toString('base64'),
        },
      });
  }
  if (faults.length > 0) throw new InvalidInput(faults);
  return mails;
};

/** The last server adds the first `Received`. Its instant follows the last semicolon (RFC 5321). */
const receiptOf = (message: string): string | undefined => {
  const [head = ''] = message.split(/\r?\n\r?\n/, 1);
  const lines = head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const valueOf = (name: string): string | undefined =>
    lines.find((line) => line.toLowerCase().startsWith(`${name}:`))?.slice(name.length + 1);
  const instants = [valueOf('received')?.split(';').at(-1), valueOf('date')].map((text) => Date.parse(text ?? ''));
  const at = instants.find((instant) => !Number.isNaN(instant));
  return at === undefined ? undefined : formatInstant(at);
};
