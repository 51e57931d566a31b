import { InvalidArgumentError } from 'commander';
import * as z from 'zod/mini';
import { bookCredit } from '../../shared/invoicing/book-credit.ts';
import { parseCreditMessage } from '../../shared/invoicing/credit-message.ts';
import { stripeClient } from '../../shared/invoicing/stripe-client.ts';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { InvalidInput } from '../../shared/lib/validation.ts';
import { EXIT, Failure, failureLines, toFailure } from './failure.ts';
import { newProgram, runProgram } from './run-program.ts';
import { splitLines } from './split-lines.ts';
import { print, printError, printNote } from './terminal.ts';

const CALL = 'npm run --silent invoice --';

const DETAILS = `
Standard input has one billing message on each line, in the order of delivery.
Standard output has one line of JSON for each message, in the same order:
  {"id", "action", "reason", "amountMinor", "currency", "objects": [{"type", "id", "amount"}]}
\`action\` is created, updated, removed, unchanged, superseded or review.
The API key is read from the environment variable STRIPE_API_KEY.
Exit status: 0 done; 1 wrong command line; 2 at least one message is invalid; 3 failed, safe to repeat.

Example:
  STRIPE_API_KEY=sk_test_… ${CALL} stripe --report < messages.ndjson`;

const parseApiBase = (text: string): string => {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/') return url.origin;
  throw new InvalidArgumentError('not the origin of an API (https://api.stripe.com)');
};

const options = z.object({
  apiBase: z.optional(z.string()),
  mailCustomers: z.optional(z.boolean()),
  report: z.optional(z.boolean()),
});

/** Books the messages of standard input one after the other, and returns the exit status. */
const bookMessages = async ({
  apiBase,
  mailCustomers = false,
  report = false,
}: z.output<typeof options>): Promise<number> => {
  const key = process.env['STRIPE_API_KEY'] ?? '';
  if (key === '') throw new Failure(EXIT.wrongCall, 'STRIPE_API_KEY is not set', { next: `${CALL} stripe --help` });
  if (process.stdin.isTTY) printNote('Type one billing message on each line; Ctrl-D ends the input.');
  const context = {
    stripe: stripeClient({ key, apiBase }),
    mailCustomers,
    mode: report ? ('report' as const) : ('apply' as const),
  };
  // A revision that removed its objects leaves nothing in Stripe, and an older message may follow.
  const seen = new Map<string, number>();
  let [line, invalid] = [0, 0];
  for await (const text of splitLines(process.stdin.setEncoding('utf8'))) {
    line += 1;
    if (text.trim() === '') continue;
    const message = readMessage(text, line);
    if (message === undefined) {
      invalid += 1;
      continue;
    }
    const { creditId, revision } = message.data;
    const newest = Math.max(seen.get(creditId) ?? 0, revision);
    const result = await bookCredit(context, message, newest);
    if (!report) seen.set(creditId, newest);
    print(JSON.stringify(result));
  }
  return invalid > 0 ? EXIT.refused : EXIT.done;
};

const readMessage = (text: string, line: number) => {
  try {
    return parseCreditMessage(parseJson(text));
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const failure = new Failure(EXIT.refused, `Line ${line} is invalid:`, { faults: error.faults });
    for (const failureLine of failureLines(failure)) printError(failureLine);
    return undefined;
  }
};

const program = newProgram(CALL)
  .description('Books billing messages in a billing system.')
  .addHelpText('after', DETAILS);
program
  .command('stripe')
  .description('book billing messages in Stripe')
  .option('--api-base <url>', "the origin of Stripe's API, for tests", parseApiBase)
  .option('--mail-customers', 'let Stripe mail each credit note to the customer')
  .option('--report', 'change nothing, and list the calls')
  .action(async (given: unknown) => {
    process.exitCode = await bookMessages(options.parse(given));
  });

/** A failure leaves the message unprocessed or partly processed; the same input can be sent again. */
const classify = (error: unknown): Failure =>
  toFailure(error) ?? new Failure(EXIT.failed, error instanceof Error ? error.message : String(error));

await runProgram(program, { classify });
