import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import * as z from 'zod/mini';
import { describeFault, InvalidInput } from '../../../shared/lib/validation.ts';
import { mapConcurrently } from '../../../shared/lib/map-concurrently.ts';
import { read, refusal } from './sla-answers.ts';
import { type CustomerRow, customersIn } from './customers-csv.ts';
import { EXIT, Failure } from './failure.ts';
import type { Result } from './result.ts';
import type { Stage } from './stage.ts';
import type { ProgressLine } from '../terminal.ts';
import { pluralText } from '../text-layout.ts';

/** How many calls are made at once: the API takes 50 a second. */
const AT_ONCE = 8;

const stored = z.object({ outcome: z.enum(['stored', 'unchanged']) });

type Put = { readonly id: string; readonly line: number } & (
  | { readonly outcome: 'stored' | 'unchanged' }
  | { readonly outcome: 'failed'; readonly why: string }
);

/** Reads a file of customers and checks all of it; throws the failure that names every fault. */
const readCustomers = async (file: string, config: Stage['config']): Promise<CustomerRow[]> => {
  const text = await readFile(file, 'utf8');
  try {
    return customersIn(basename(file), text, config);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    throw new Failure(EXIT.refused, `${file} has faults; nothing was put`, {
      faults: error.faults,
      next: 'mend them, and import the file again',
    });
  }
};

/** Puts the customers of a CSV file. Again is no harm: a record that says what the standing one says changes nothing. */
export const importCustomers = async (
  stage: Stage,
  file: string,
  { dryRun }: { readonly dryRun: boolean },
  say: ProgressLine,
): Promise<Result> => {
  const customers = await readCustomers(file, stage.config);
  const checked = pluralText(customers.length, 'customer');
  if (dryRun)
    return {
      json: { file, dryRun, customers: customers.length },
      text: [`${file}: ${checked}, no faults; nothing was put`],
    };
  let done = 0;
  const puts = await mapConcurrently(AT_ONCE, customers, async (customer): Promise<Put> => {
    const put = await putOne(stage, customer);
    done += 1;
    say(`${done} of ${customers.length} customers put …`);
    return put;
  });
  const count = (outcome: Put['outcome']): number => puts.filter((put) => put.outcome === outcome).length;
  const failed = puts.flatMap((put) => (put.outcome === 'failed' ? [put] : []));
  return {
    json: { file, dryRun, stored: count('stored'), unchanged: count('unchanged'), failed },
    text: [
      `${checked}: ${count('stored')} stored, ${count('unchanged')} unchanged, ${failed.length} failed`,
      ...failed.map(({ line, id, why }) => `  line ${line}, ${id}: ${why}`),
      ...(failed.length === 0 ? [] : ['→ import the file again: what was stored is left as it is']),
    ],
    ...(failed.length === 0 ? {} : { exit: EXIT.failed }),
  };
};

/** What the API refuses is told of its customer; a call that cannot be made at all, or may not be, ends the import. */
const putOne = async (stage: Stage, { id, line, body }: CustomerRow): Promise<Put> => {
  const answer = await stage.call('PUT', `/customers/${encodeURIComponent(id)}`, body);
  if (answer.status === 401 || answer.status === 403) throw refusal(answer, 'the customers are not stored');
  try {
    return { id, line, outcome: read(stored, answer, 'not stored').outcome };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { id, line, outcome: 'failed', why: [error.message, ...error.faults.map(describeFault)].join('; ') };
  }
};
