import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { evaluateCustomerMonth } from '../../shared/closing/evaluate-customer-month.ts';
import { renderStatement } from '../../shared/web/render-statement.ts';
import { monthReader } from '../../shared/closing/load-month.ts';
import { creditLine } from '../../shared/closing/month-view.ts';
import { overviewOf } from '../../shared/domain/statement/month-overview.ts';
import { evidenceNotes } from '../../shared/closing/evidence-notes.ts';
import type { CreditLine } from '../../shared/web/credits-section.ts';
import { indexPage } from '../../shared/web/index-page.ts';
import { monthPage } from '../../shared/web/month-page.ts';
import { namesOf } from '../../shared/web/display-names.ts';
import { loadCustomer } from '../../shared/persistence/load-customer.ts';
import { revisionsOf } from '../../shared/persistence/ledger.ts';
import { latestRun, runReport } from '../../shared/persistence/run-store.ts';
import type { Pipeline } from '../emulator/local-pipeline.ts';

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
    const worked = await evaluateCustomerMonth(loaded, { month, asOf }, deployment, monthOf);
    if (worked.kind === 'blocked') return undefined;
    const revisions = revisionsOf(loaded.revisions, month);
    const line = creditLine(worked, revisions, `${customer}.html`);
    const shared = await evidenceNotes(table, worked.statement, worked.assessment.month);
    const stored = { href: `${customer}.json` };
    return { line, page: renderStatement(worked, { loaded, shared, config, revisions, stored }) };
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
