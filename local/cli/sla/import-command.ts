import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import * as z from 'zod/mini';
import { formatMinor } from '../../../shared/domain/money/currency.ts';
import { mapConcurrently } from '../../../shared/lib/map-concurrently.ts';
import { describeFault, InvalidInput } from '../../../shared/lib/validation.ts';
import { EXIT, Failure, fileProblem } from '../failure.ts';
import { dim, printNote, type ReportProgress } from '../terminal.ts';
import { alignColumns, pluralText } from '../text-layout.ts';
import type { CallSource } from './command-definition.ts';
import { confirm } from './confirm.ts';
import { type FeeChange, feeAmounts, formatAmounts, isChanged, isLargeChange, sumByCurrency } from './fee-changes.ts';
import { readPages } from './read-pages.ts';
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

/** Customers up to this number are read one by one; of more, all customers are read page by page. */
const SINGLE_READS_MAX = 200;

const customersPage = z.object({ customers: z.array(z.looseObject({ id: z.string() })) });

/** Returns the stored records of the customers of a file, by id. */
const readRecords = async (stage: Stage, customers: readonly CustomerRow[]): Promise<Map<string, unknown>> => {
  const records = new Map<string, unknown>();
  if (customers.length > SINGLE_READS_MAX) {
    for await (const page of readPages(stage, '/customers', customersPage))
      for (const record of page.customers) records.set(record.id, record);
    return records;
  }
  await mapConcurrently(CONCURRENT_CALLS_MAX, customers, async ({ id }) => {
    const answer = await stage.call('GET', `/customers/${encodeURIComponent(id)}`);
    if (answer.status === 404) return;
    if (answer.status >= 300) throw answerFailure(answer, `customer ${id} not read`);
    records.set(id, answer.body);
  });
  return records;
};

const feeChanges = (customers: readonly CustomerRow[], records: ReadonlyMap<string, unknown>): FeeChange[] =>
  customers.map(({ id, line, body }) => ({
    line,
    id,
    old: records.has(id) ? feeAmounts(records.get(id)) : undefined,
    new: feeAmounts(body),
  }));

const CHANGES_SHOWN_MAX = 50;

/** Describes the changes of fees, and the totals of the file by currency. */
const describeChanges = (changes: readonly FeeChange[]): string[] => {
  const listed = changes.filter((change) => change.old === undefined || isChanged(change));
  const [header = '', ...lines] = alignColumns([
    ['line', 'customer', 'fees before', 'fees after', ''],
    ...listed
      .slice(0, CHANGES_SHOWN_MAX)
      .map((change) => [
        String(change.line),
        change.id,
        change.old === undefined ? 'new' : formatAmounts(change.old),
        formatAmounts(change.new),
        isLargeChange(change) ? 'more than 20 %' : '',
      ]),
  ]);
  const omitted = listed.length - CHANGES_SHOWN_MAX;
  return [
    ...(listed.length === 0 ? ['No monthly fee changes.'] : [dim(header), ...lines]),
    ...(omitted > 0 ? [dim(`and ${omitted} more`)] : []),
    ...totalsOf(changes).map(
      ({ currency, oldMinor, newMinor }) =>
        `total in ${currency}: ${formatMinor(oldMinor, currency)} before, ${formatMinor(newMinor, currency)} after`,
    ),
  ];
};

type CurrencyTotal = { readonly currency: string; readonly oldMinor: number; readonly newMinor: number };

const totalsOf = (changes: readonly FeeChange[]): CurrencyTotal[] => {
  const before = sumByCurrency(changes.flatMap(({ old = [] }) => old));
  const after = sumByCurrency(changes.flatMap(({ new: next }) => next));
  const amountIn = (sums: typeof before, currency: string): number =>
    sums.find((each) => each.currency === currency)?.amountMinor ?? 0;
  return [...new Set([...before, ...after].map(({ currency }) => currency))]
    .toSorted()
    .map((currency) => ({ currency, oldMinor: amountIn(before, currency), newMinor: amountIn(after, currency) }));
};

const changesJson = (changes: readonly FeeChange[]): object => ({
  changes: changes
    .filter((change) => change.old === undefined || isChanged(change))
    .map((change) => ({ ...change, old: change.old ?? null, large: isLargeChange(change) })),
  totals: totalsOf(changes),
});

/**
 * Checks a file by the configuration alone, before a stage is opened. A dry run of a folder is complete without a replay: the folder's
 * own customers are the stored ones.
 */
export const checkImport = async (
  { config, customers: stored }: CallSource,
  file: string,
  { dryRun }: { readonly dryRun: boolean },
): Promise<CommandResult | undefined> => {
  const customers = await readCustomers(file, config);
  if (!dryRun || stored === undefined) return undefined;
  const known = stored.flatMap((record) =>
    typeof record === 'object' && record !== null && 'id' in record ? [[String(record.id), record] as const] : [],
  );
  return dryRunResult(file, feeChanges(customers, new Map<string, unknown>(known)));
};

const dryRunResult = (file: string, changes: readonly FeeChange[]): CommandResult => ({
  json: { file, dryRun: true, customers: changes.length, ...changesJson(changes) },
  text: [
    ...describeChanges(changes),
    `${file}: ${pluralText(changes.length, 'customer')}, no faults; no customer was stored`,
  ],
});

export type ImportOptions = { readonly dryRun: boolean; readonly isConfirmed: boolean };

/**
 * Stores the customers of a CSV file. An import is idempotent: an unchanged record creates no new version. It shows the change of each
 * monthly fee, and asks before a change of more than 20 %.
 */
export const importCommand = async (
  stage: Stage,
  file: string,
  { dryRun, isConfirmed }: ImportOptions,
  onProgress: ReportProgress,
): Promise<CommandResult> => {
  const customers = await readCustomers(file, stage.config);
  const countText = pluralText(customers.length, 'customer');
  onProgress(`reading the records of ${countText} …`);
  const changes = feeChanges(customers, await readRecords(stage, customers));
  if (dryRun) return dryRunResult(file, changes);
  const large = changes.filter(isLargeChange);
  if (large.length > 0 && !isConfirmed) {
    for (const line of describeChanges(changes)) printNote(line);
    await confirm({
      text: `The fees of ${pluralText(large.length, 'customer')} change by more than 20 %. Import the file?`,
      yes: `import ${file}${stage.option} --yes`,
    });
  }
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
    json: { file, dryRun, stored: count('stored'), unchanged: count('unchanged'), failed, ...changesJson(changes) },
    text: [
      ...describeChanges(changes),
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
