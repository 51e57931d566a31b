import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { mapConcurrently } from '../../../shared/lib/map-concurrently.ts';
import { describeFault, InvalidInput } from '../../../shared/lib/validation.ts';
import { EXIT, Failure, fileProblem } from '../failure.ts';
import type { ReportProgress } from '../terminal.ts';
import { pluralText } from '../text-layout.ts';
import { answerFailure, parseAnswer, putCustomerAnswer } from './parse-answer.ts';
import { type CustomerRow, parseCustomersCsv } from './customers-csv.ts';
import type { CommandResult, Stage } from './stage.ts';

/** The API accepts 50 calls a second. */
const CONCURRENT_CALLS_MAX = 8;

type ImportedRow = { readonly id: string; readonly line: number } & (
  | { readonly outcome: 'stored' | 'unchanged' }
  | { readonly outcome: 'failed'; readonly why: string }
);

/** Throws a `Failure` with every fault of the file. */
const readCustomers = async (file: string, config: Stage['config']): Promise<CustomerRow[]> => {
  try {
    return parseCustomersCsv(basename(file), await readFile(file), config);
  } catch (error) {
    const problem = fileProblem(error);
    if (problem !== undefined) throw new Failure(EXIT.refused, `${file}: ${problem}`);
    if (!(error instanceof InvalidInput)) throw error;
    throw new Failure(EXIT.refused, `${file} has faults; no customer was stored`, {
      faults: error.faults,
      next: 'correct them, and import the file again',
    });
  }
};

/** Stores the customers of a CSV file. An import is idempotent: an unchanged record creates no new version. */
export const importCommand = async (
  stage: Stage,
  file: string,
  { dryRun }: { readonly dryRun: boolean },
  onProgress: ReportProgress,
): Promise<CommandResult> => {
  const customers = await readCustomers(file, stage.config);
  const countText = pluralText(customers.length, 'customer');
  if (dryRun)
    return {
      json: { file, dryRun, customers: customers.length },
      text: [`${file}: ${countText}, no faults; no customer was stored`],
    };
  let done = 0;
  const rows = await mapConcurrently(CONCURRENT_CALLS_MAX, customers, async (customer): Promise<ImportedRow> => {
    const row = await importRow(stage, customer);
    done += 1;
    onProgress(`${done} of ${customers.length} customers stored …`);
    return row;
  });
  const count = (outcome: ImportedRow['outcome']): number => rows.filter((row) => row.outcome === outcome).length;
  const failed = rows.flatMap((row) => (row.outcome === 'failed' ? [row] : []));
  return {
    json: { file, dryRun, stored: count('stored'), unchanged: count('unchanged'), failed },
    text: [
      `${countText}: ${count('stored')} stored, ${count('unchanged')} unchanged, ${failed.length} failed`,
      ...failed.map(({ line, id, why }) => `  line ${line}, ${id}: ${why}`),
      ...(failed.length === 0 ? [] : ['→ import the file again: stored customers stay unchanged']),
    ],
    ...(failed.length === 0 ? {} : { exit: EXIT.failed }),
  };
};

/** A rejected customer is reported with the others; missing permissions end the import. */
const importRow = async (stage: Stage, { id, line, body }: CustomerRow): Promise<ImportedRow> => {
  const answer = await stage.call('PUT', `/customers/${encodeURIComponent(id)}`, body);
  if (answer.status === 401 || answer.status === 403) throw answerFailure(answer, 'customers not stored');
  try {
    return { id, line, outcome: parseAnswer(putCustomerAnswer, answer, 'not stored').outcome };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { id, line, outcome: 'failed', why: [error.message, ...error.faults.map(describeFault)].join('; ') };
  }
};
