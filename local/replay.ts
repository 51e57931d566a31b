import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { month as monthField } from '../shared/domain/fields.ts';
import { describeFault, parse, Rejected } from '../shared/rejected.ts';
import { writtenInstant } from '../shared/sources/timestamps.ts';
import { readFolder } from './folder.ts';
import { replay } from './replaying.ts';

/**
 * `replay DIR --month 2026-10 [--as-of INSTANT]`: raw events in, billing messages out, one JSON line a message on standard output
 * and nothing else there; what was refused is said on standard error with its line number, and changes nothing in the exit status.
 * A folder that cannot be replayed: every fault on standard error, and exit status 2; a wrong call: 1. Where the product itself
 * failed on the way, what was printed may be incomplete: 3.
 */
const USAGE = 'usage: npm run --silent replay -- DIR --month 2026-10 [--as-of 2026-11-02T20:00:00Z]';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const options = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { month: { type: 'string' }, 'as-of': { type: 'string' } },
  });
  const [directory, ...others] = positionals;
  if (directory === undefined || others.length > 0) throw new Error('one folder is needed');
  const read = parse(z.object({ month: monthField, 'as-of': z.optional(writtenInstant) }), values);
  return { directory, month: read.month, asOf: read['as-of'] };
};

const main = async (): Promise<number> => {
  let wanted;
  try {
    wanted = options();
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 1;
  }
  try {
    const folder = await readFolder(wanted.directory);
    let failed = false;
    const { pipeline, receive } = await replay(folder, wanted.month, wanted.asOf, ({ where, what, ours = false }) => {
      failed ||= ours;
      say(`${where}: ${what}`);
    });
    for (const message of await receive()) process.stdout.write(`${message}\n`);
    await pipeline.stop();
    return failed ? 3 : 0;
  } catch (error) {
    if (error instanceof Rejected) {
      for (const fault of error.faults) say(describeFault(fault));
      return 2;
    }
    if (error instanceof Error && 'code' in error && 'path' in error) {
      say(`${String(error.path)}: ${error.message}`);
      return 2;
    }
    throw error;
  }
};

process.exitCode = await main();
