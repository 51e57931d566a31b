import * as z from 'zod/mini';
import { month as monthField } from '../../shared/domain/facts/fields.ts';
import { describeFault, parse, InvalidInput } from '../../shared/lib/validation.ts';
import { sourceInstant } from '../../shared/ingest/source-timestamps.ts';
import { runReport } from '../../shared/persistence/run-store.ts';
import { typed, unreadable, WrongCall, wrongOptions } from './cli-args.ts';
import { readFolder } from '../emulator/replay-folder.ts';
import { messageLines } from './message-lines.ts';
import { replayArrivals } from '../emulator/replay-arrivals.ts';
import { complain, print, progress, quiet } from './terminal.ts';

/**
 * `replay DIR --month 2026-10 [--as-of INSTANT]`: raw events in, billing messages out, one JSON line a message on standard output
 * and nothing else there (with `--explain`: each in prose, with the statement behind it); what was refused is said on standard error
 * with its line number, as is who was blocked and why; neither changes the exit status. A folder that cannot be replayed: every fault on standard error, and
 * exit status 2; a wrong call: 1. Where the product itself failed on the way, what was printed may be incomplete: 3.
 */
const USAGE = 'usage: npm run --silent replay -- DIR --month 2026-10 [--as-of 2026-11-02T20:00:00Z] [--explain]';

const HELP = `${USAGE}

Plays what really arrived through the handlers that run in Lambda, closes the month, and prints what invoicing receives.

  DIR                a folder: customers.json, events.ndjson and, if wanted, sla.config.json (docs/replay.md)
  --month 2026-10    the month to close
  --as-of INSTANT    play what had arrived by then, and close as of then (default: when the month is scheduled to be closed)
  --explain          in prose, for people: each message with the statement behind it
  -h, --help         this help

Standard output: one JSON line a message. Standard error: what was refused, with its line; who is blocked, and why.
Exit status: 0 done, whatever was refused; 1 called wrongly; 2 the folder cannot be replayed; 3 the product failed on the way.

The sample:
  npm run --silent replay -- local/sample --month 2026-10 --explain`;

const wanted = z.object({ month: monthField, 'as-of': z.optional(sourceInstant) });

/** What was asked for. Throws `WrongCall`; help that was asked for needs nothing else. */
const options = () => {
  const { values, positionals } = typed({
    month: { type: 'string' },
    'as-of': { type: 'string' },
    explain: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  });
  const { explain, help, ...written } = values;
  if (help) return 'help';
  const [directory, ...others] = positionals;
  if (directory === undefined || others.length > 0) throw new WrongCall('one folder is needed');
  try {
    const { month, 'as-of': asOf } = parse(wanted, written);
    return { directory, month, asOf, explain };
  } catch (error) {
    throw wrongOptions(error);
  }
};

type Wanted = Exclude<ReturnType<typeof options>, 'help'>;

/** Plays the folder; true if all went well, false if the product failed on the way. */
const play = async ({ directory, month, asOf, explain }: Wanted): Promise<boolean> => {
  const { say, end } = progress();
  const folder = await readFolder(directory);
  let failed = false;
  const { pipeline, receive } = await replayArrivals(
    folder,
    month,
    asOf,
    ({ where, what, ours = false }) => {
      failed ||= ours;
      end();
      complain(`${where}: ${what}`);
    },
    say,
  );
  try {
    const { blocked = [] } = (await runReport(pipeline.account.table, month)) ?? {};
    for (const { customer, reason } of blocked) complain(`closing: ${customer} is blocked: ${reason}`);
    const messages = await receive();
    const lines = explain ? await messageLines(pipeline, messages) : messages;
    end();
    for (const line of lines) print(line);
    if (explain)
      print(quiet(`A customer without a message: npm run sla -- explain CUSTOMER ${month} --local ${directory}`));
  } finally {
    await pipeline.stop();
  }
  return !failed;
};

const main = async (): Promise<number> => {
  try {
    const asked = options();
    if (asked === 'help') {
      print(HELP);
      return 0;
    }
    return (await play(asked)) ? 0 : 3;
  } catch (error) {
    if (error instanceof WrongCall) {
      complain(`${error.message}\n${USAGE}`);
      return 1;
    }
    const why = unreadable(error);
    if (why !== undefined) complain(`${error instanceof Error && 'path' in error ? String(error.path) : ''}: ${why}`);
    else if (error instanceof InvalidInput) for (const fault of error.faults) complain(describeFault(fault));
    else throw error;
    return 2;
  }
};

process.exitCode = await main();
