import { basename } from 'node:path';
import type { Deployment } from '../../../shared/closing/load-month.ts';
import { closingInstant } from '../../../shared/config/schedule.ts';
import { addMonths, monthInterval } from '../../../shared/domain/time/calendar.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import { type Statement, statementOf } from '../../../shared/domain/statement/statement.ts';
import { UNKNOWN_PLACE } from '../../../shared/ingest/ingest-alarm-history.ts';
import { DAY_MS } from '../../../shared/lib/time-units.ts';
import { alarmAccount, firstArrival, type ReplayFolder } from '../../emulator/replay-folder.ts';
import { collectGarbage } from './collect-garbage.ts';
import { type EvaluatedCustomer, evaluateMonth, type TestedAmount, type TestedPolicy } from './evaluate-month.ts';
import { type History, ingestHistory, type Rejection } from './ingest-history.ts';

/** The column of the folders' own terms. */
export const OWN = 'own';

/** The amounts of a month under one policy. */
export type PolicyMonth = {
  readonly id: string;
  readonly customers: readonly TestedAmount[];
  readonly totals: readonly CurrencyTotal[];
  readonly affected: number;
  readonly blocked: number;
};

/** The sum of a month's credits and fees in one currency, in minor units. */
type CurrencyTotal = { readonly currency: string; readonly amountMinor: number; readonly feesMinor: number };

/** A customer's month under its own terms and under a tested policy, which differ by `deltaMinor`. */
export type Difference = {
  /** The place of the policy among the tested ones, from 0. */
  readonly policy: number;
  readonly customer: string;
  readonly month: string;
  readonly currency: string;
  readonly deltaMinor: number;
  readonly own: readonly Statement[];
  readonly tested: readonly Statement[];
};

/** A month under its own terms, then under each tested policy in order. */
export type BacktestMonth = {
  readonly month: string;
  readonly policies: readonly PolicyMonth[];
  /** The largest differences of the month, of each policy. */
  readonly differences: readonly Difference[];
};

export type BacktestOptions = {
  readonly months: readonly string[];
  readonly policies: readonly TestedPolicy[];
  /** `closing`: as of the scheduled close of each month; `end`: with all later facts. */
  readonly asOf: 'closing' | 'end';
  readonly onRejection: (rejection: Rejection) => void;
  /** How many of the largest differences are kept, of each month and policy. */
  readonly differencesMax: number;
};

/** Reads a folder. Called once for each folder in use, so that one folder at a time is in memory. */
export type FolderReader = { readonly directory: string; readonly read: () => Promise<ReplayFolder> };

/**
 * Evaluates months of recorded folders, under the folders' own terms and under each tested policy for all customers.
 * A folder with a name that ends with a month has that month. Another folder has all months that no folder names.
 */
export async function* backtestMonths(
  folders: readonly FolderReader[],
  options: BacktestOptions,
): AsyncGenerator<BacktestMonth> {
  let open: { readonly directory: string; readonly history: OpenFolder } | undefined;
  for (const month of options.months) {
    const folder = folderOf(folders, month);
    if (folder === undefined) continue;
    if (open?.directory !== folder.directory) {
      open = undefined;
      open = { directory: folder.directory, history: await openFolder(await folder.read(), folder.directory, options) };
    }
    yield await testMonth(open.history, month, options);
    if (monthNumber(month) % COLLECTED_MONTHS === 0) collectGarbage();
  }
}

/** Months between two collections of garbage, each of which takes 0.1 s. */
const COLLECTED_MONTHS = 3;

const monthNumber = (month: string): number => Number(month.slice('2026-'.length));

/** Returns the folder of a month; undefined if there is none. */
export const folderOf = <F extends { readonly directory: string }>(
  folders: readonly F[],
  month: string,
): F | undefined =>
  folders.find(({ directory }) => monthOf(directory) === month) ??
  folders.find(({ directory }) => monthOf(directory) === undefined);

/** Returns the month at the end of a folder's name, such as `2026-10` or `try-2026-10`. */
const monthOf = (directory: string): string | undefined =>
  /(?:^|\D)(\d{4}-(?:0[1-9]|1[0-2]))$/.exec(basename(directory))?.[1];

/** Returns the folders that have the same months as an earlier folder; `folderOf` would leave them out. */
export const foldersOfSameMonths = (
  directories: readonly string[],
): readonly { readonly month: string | undefined; readonly directories: readonly string[] }[] =>
  [...Map.groupBy(directories, monthOf)].flatMap(([month, of]) => (of.length > 1 ? [{ month, directories: of }] : []));

/** Returns the months from the first to the last one, both included. */
export const monthsBetween = (first: string, last: string): string[] => {
  const months: string[] = [];
  for (let month = first; month <= last; month = addMonths(month, 1)) months.push(month);
  return months;
};

type OpenFolder = { readonly deployment: Deployment; readonly history: History; readonly last: Instant };

/** Arrivals are in order, so facts recorded later than a close follow those that it used. */
const openFolder = async (
  { config, customers, arrivals, invalidLines }: ReplayFolder,
  directory: string,
  { months, onRejection }: BacktestOptions,
): Promise<OpenFolder> => {
  const deployment = { config, stage: 'local', ...(alarmAccount(arrivals) ?? UNKNOWN_PLACE) };
  const start = monthInterval(months[0] ?? '', config.closing.timeZone).start;
  const reject = ({ place, ...rejection }: Rejection): void =>
    onRejection({ place: `${directory}/${place}`, ...rejection });
  for (const { line, error } of invalidLines)
    reject({ place: `events.ndjson:${line}`, text: `rejected: ${error.message}` });
  const beginning = firstArrival(arrivals, start) - DAY_MS;
  return {
    deployment,
    history: await ingestHistory({
      deployment,
      customers,
      arrivals,
      beginning,
      onRejection: reject,
    }),
    last: arrivals.at(-1)?.at ?? start,
  };
};

const testMonth = async (
  { deployment, history, last }: OpenFolder,
  month: string,
  { policies, asOf: mode, differencesMax }: BacktestOptions,
): Promise<BacktestMonth> => {
  const closing = closingInstant(deployment.config.closing, month);
  const asOf = mode === 'end' ? Math.max(closing, last) : closing;
  const own = new PolicySums(OWN);
  const sums = policies.map(({ id }) => new PolicySums(id));
  const largest = policies.map(() => new LargestDifferences(differencesMax));
  for await (const terms of evaluateMonth({ deployment, history, month, asOf, tested: policies })) {
    own.add(terms.own);
    for (const [i, tested] of terms.tested.entries()) {
      sums[i]?.add(tested);
      largest[i]?.add(terms.own, tested);
    }
  }
  return {
    month,
    policies: [own, ...sums].map((sum) => sum.result()),
    differences: largest.flatMap((each, i) => each.result(i, month)),
  };
};

/** The order of totals. */
export const byCurrency = (a: { readonly currency: string }, b: { readonly currency: string }): number =>
  a.currency < b.currency ? -1 : 1;

/** Sums up the amounts of a month under one policy. */
class PolicySums {
  readonly #id: string;
  readonly #customers: TestedAmount[] = [];
  readonly #totals = new Map<string, { amountMinor: number; feesMinor: number }>();
  #affected = 0;
  #blocked = 0;

  constructor(id: string) {
    this.#id = id;
  }

  add({ customer, amountMinor, currency, feesMinor }: EvaluatedCustomer): void {
    this.#customers.push({ customer, amountMinor, currency });
    if (amountMinor === null || currency === null) {
      this.#blocked += 1;
      return;
    }
    if (amountMinor > 0) this.#affected += 1;
    const total = this.#totals.get(currency) ?? { amountMinor: 0, feesMinor: 0 };
    total.amountMinor += amountMinor;
    total.feesMinor += feesMinor;
    this.#totals.set(currency, total);
  }

  result(): PolicyMonth {
    return {
      id: this.#id,
      customers: this.#customers,
      // Without an order, the currency of the first evaluated customer would come first.
      totals: [...this.#totals].map(([currency, total]) => ({ currency, ...total })).toSorted(byCurrency),
      affected: this.#affected,
      blocked: this.#blocked,
    };
  }
}

/** Keeps the largest differences between the own and a tested amount. */
class LargestDifferences {
  readonly #max: number;
  #kept: { readonly own: EvaluatedCustomer; readonly tested: EvaluatedCustomer; readonly delta: number }[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  add(own: EvaluatedCustomer, tested: EvaluatedCustomer): void {
    const delta = (tested.amountMinor ?? 0) - (own.amountMinor ?? 0);
    const last = this.#kept.at(-1);
    const isFull = this.#kept.length === this.#max;
    if (delta === 0 || (isFull && (last === undefined || Math.abs(delta) <= Math.abs(last.delta)))) return;
    this.#kept = [...this.#kept, { own, tested, delta }]
      .toSorted((a, b) => Math.abs(b.delta) - Math.abs(a.delta))
      .slice(0, this.#max);
  }

  result(policy: number, month: string): Difference[] {
    return this.#kept.map(({ own, tested, delta }) => ({
      policy,
      customer: own.customer,
      month,
      currency: tested.currency ?? own.currency ?? '',
      deltaMinor: delta,
      own: statementsOf(own),
      tested: statementsOf(tested),
    }));
  }
}

const statementsOf = ({ result }: EvaluatedCustomer): Statement[] =>
  result.kind === 'blocked' ? [] : result.assessments.map(statementOf);
