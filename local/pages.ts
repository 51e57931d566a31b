import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { workOut } from '../shared/closing/customer-month.ts';
import { customerPage } from '../shared/closing/customer-page.ts';
import { monthReader } from '../shared/closing/months.ts';
import { creditLine } from '../shared/closing/month-view.ts';
import { overviewOf } from '../shared/closing/overview.ts';
import { sharedWords } from '../shared/closing/shared-words.ts';
import type { CreditLine } from '../shared/pages/credits.ts';
import { indexPage } from '../shared/pages/index-page.ts';
import { monthPage } from '../shared/pages/month-page.ts';
import { namesOf } from '../shared/pages/names.ts';
import { loadCustomer } from '../shared/store/customer-partition.ts';
import { revisionsOf } from '../shared/store/ledger.ts';
import { latestRun } from '../shared/store/runs.ts';
import { runReport } from '../shared/store/run-report.ts';
import type { Pipeline } from './pipeline.ts';

/** Pages by path: `index.html`, `{month}/index.html`, `{month}/{customer}.html`. */
export type Pages = ReadonlyMap<string, string>;

type CustomersPage = { readonly line: CreditLine; readonly page: string };

/** The pages of a month as its latest closing left it: of the month, and of all customers whose month could be worked out. */
export const pagesOf = async (
  { account: { table }, deployment }: Pipeline,
  month: string,
  customers: readonly string[],
): Promise<Pages> => {
  const { config } = deployment;
  const [run, report] = await Promise.all([latestRun(table, month), runReport(table, month)]);
  if (run === undefined || report === undefined) return new Map();
  const { asOf } = run;
  const monthOf = monthReader(table, deployment);

  const pageOf = async (customer: string): Promise<CustomersPage | undefined> => {
    const loaded = await loadCustomer(table, customer, month);
    const worked = await workOut(loaded, { month, asOf }, deployment, monthOf);
    if (worked.kind === 'blocked') return undefined;
    const revisions = revisionsOf(loaded.revisions, month);
    const line = creditLine(worked, revisions, `${customer}.html`);
    const shared = await sharedWords(table, worked.statement, worked.assessment.month);
    const stored = { href: `${customer}.json` };
    return { line, page: customerPage(worked, { loaded, shared, config, revisions, stored }) };
  };

  const shown = (await Promise.all(customers.map(pageOf))).flatMap((customer) => customer ?? []);
  const overview = overviewOf(await monthOf({ policy: config.defaultPolicy, month, asOf }));
  const { blocked, attention, closed } = report;
  const credits = shown.map(({ line }) => line);
  const dueMinor: Record<string, number> = {};
  for (const { currency, amountMinor } of credits) dueMinor[currency] = (dueMinor[currency] ?? 0) + amountMinor;
  const listed = {
    month,
    href: `${month}/index.html`,
    dueMinor,
    credited: credits.filter(({ amountMinor }) => amountMinor > 0).length,
    blocked: blocked.length,
    attention: attention.length,
    closedAt: closed?.closedAt,
  };
  return new Map([
    ['index.html', indexPage([listed])],
    [
      join(month, 'index.html'),
      monthPage({ overview, credits, blocked, attention, names: namesOf(config), closedAt: closed?.closedAt }),
    ],
    ...shown.map(({ line, page }) => [join(month, `${line.customer}.html`), page] as const),
  ]);
};

/** Writes pages under a folder. */
export const writePages = async (folder: string, pages: Pages): Promise<void> => {
  for (const [path, page] of pages) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), page);
  }
};
