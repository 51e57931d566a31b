import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { evaluateCustomerMonth } from '../../shared/closing/evaluate-customer-month.ts';
import { renderStatement } from '../../shared/web/render-statement.ts';
import { monthReader } from '../../shared/closing/load-month.ts';
import { monthCauses } from '../../shared/closing/month-causes.ts';
import { creditLine } from '../../shared/closing/month-view.ts';
import { AWS_PROVIDER } from '../../shared/config/sources.ts';
import { overviewOf } from '../../shared/domain/statement/month-overview.ts';
import { evidenceNotes } from '../../shared/closing/evidence-notes.ts';
import type { ShownCredit } from '../../shared/web/credits-section.ts';
import { causesPage } from '../../shared/web/causes-page.ts';
import { indexPage } from '../../shared/web/index-page.ts';
import { monthPage } from '../../shared/web/month-page.ts';
import { monthInterval } from '../../shared/domain/time/calendar.ts';
import { unsettledEntries } from '../../shared/persistence/unsettled-entries.ts';
import { isWaiting, listUnmatched } from '../../shared/persistence/unmatched-message.ts';
import type { ShownMessages, ShownReceipt } from '../../shared/web/messages-section.ts';
import { namesOf } from '../../shared/web/display-names.ts';
import { loadCustomer } from '../../shared/persistence/load-customer.ts';
import { revisionsOf } from '../../shared/persistence/ledger.ts';
import { latestRun, runReport } from '../../shared/persistence/run-store.ts';
import type { Pipeline } from '../emulator/local-pipeline.ts';

const CAUSES = 'causes.html';

/** HTML by path: `index.html`, `causes.html`, `{month}/index.html`, `{month}/{customer}.html`. */
export type Pages = ReadonlyMap<string, string>;

type CustomerPage = { readonly line: ShownCredit; readonly page: string };

/** Renders the pages of a month after its latest close; a blocked customer has no page. `receipts`: those that the product would have sent. */
export const renderPages = async (
  { account: { table }, deployment }: Pipeline,
  month: string,
  customers: readonly string[],
  receipts: readonly ShownReceipt[] = [],
): Promise<Pages> => {
  const { config } = deployment;
  const [run, report] = await Promise.all([latestRun(table, month), runReport(table, month)]);
  if (run === undefined || report === undefined) return new Map();
  const { asOf } = run;
  const monthOf = monthReader(table, deployment);

  const renderCustomer = async (customer: string): Promise<CustomerPage | undefined> => {
    const loaded = await loadCustomer(table, customer, month);
    const evaluated = await evaluateCustomerMonth(loaded, { month, asOf }, deployment, monthOf);
    if (evaluated.kind === 'blocked') return undefined;
    const revisions = revisionsOf(loaded.revisions, month);
    const line = creditLine(evaluated, revisions, `${customer}.html`);
    const { records } = loaded;
    const annotations = await evidenceNotes(table, evaluated.customerMonth, records, deployment);
    const stored = { href: `${customer}.json` };
    return {
      line,
      page: renderStatement(evaluated, { loaded, annotations, config, revisions, stored, comparesFullNotice: true }),
    };
  };

  const rendered = (await Promise.all(customers.map(renderCustomer))).flatMap((customer) => customer ?? []);
  const overview = overviewOf(await monthOf({ policy: config.defaultPolicy, month, asOf }), [AWS_PROVIDER]);
  const { blocked, attention, closed } = report;
  const credits = rendered.map(({ line }) => line);
  const dueMinor: Record<string, number> = {};
  for (const { currency, amountMinor } of credits) dueMinor[currency] = (dueMinor[currency] ?? 0) + amountMinor;
  const { start, end } = monthInterval(month, config.closing.timeZone);
  const ofMonth = await listUnmatched(table, start, end - 1);
  const messages: ShownMessages = {
    waiting: await unsettledEntries(table, ofMonth.filter(isWaiting), asOf),
    decided: ofMonth.filter(({ assignment, dismissal }) => assignment !== undefined || dismissal !== undefined),
    receipts: receipts.filter(({ at }) => at >= start && at < end),
  };
  const summary = {
    month,
    href: `${month}/index.html`,
    dueMinor,
    credited: credits.filter(({ amountMinor }) => amountMinor > 0).length,
    blocked: blocked.length,
    attention: attention.length,
    closedAt: closed?.closedAt,
  };
  return new Map([
    ['index.html', indexPage([summary], CAUSES)],
    [CAUSES, causesPage({ months: [await monthCauses({ table, deployment }, month, asOf)], pages: config.providers })],
    [
      join(month, 'index.html'),
      monthPage({
        overview,
        credits,
        blocked,
        attention,
        messages,
        names: namesOf(config),
        closedAt: closed?.closedAt,
      }),
    ],
    ...rendered.map(({ line, page }) => [join(month, `${line.customer}.html`), page] as const),
  ]);
};

export const writePages = async (folder: string, pages: Pages): Promise<void> => {
  for (const [path, page] of pages) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), page);
  }
};
