import { createInterface } from 'node:readline/promises';
import { html } from '../../../shared/web/html.ts';
import { page } from '../../../shared/web/page.ts';
import { EXIT, Failure } from '../failure.ts';
import type { ReportProgress } from '../terminal.ts';
import { pluralText } from '../text-layout.ts';
import { eraseCustomerItems } from './erase-customer.ts';
import { type CommandResult, slaCommand, type Stage } from './stage.ts';
import type { StatementObjects } from '../../emulator/statement-objects.ts';

type ErasureStage = Pick<Stage, 'title' | 'table' | 'statements'>;

export type EraseOptions = { readonly dryRun: boolean; readonly isConfirmed: boolean };

/**
 * `erase CUSTOMER`: erases a customer's texts, payloads, names, and all versions of its pages. The ledger, messages and the JSON of
 * statements contain none of them, and stay. It cannot be undone, so it asks for the customer's id.
 */
export const eraseCommand = async (
  stage: ErasureStage,
  customer: string,
  { dryRun, isConfirmed }: EraseOptions,
  onProgress: ReportProgress,
): Promise<CommandResult> => {
  const { mail, ...found } = await eraseCustomerItems(stage.table, customer, { dryRun: true });
  const pages = await pagesOf(stage.statements, customer);
  const counts = { ...found, mail: mail.length, pages: pages.keys.size, pageVersions: pages.versions.length };
  if (Object.values(counts).every((count) => count === 0))
    throw new Failure(EXIT.refused, `The customer ${customer} has no personal data in ${stage.title}`);
  const summary = summaryText(counts);
  if (dryRun) return { json: { customer, dryRun, ...counts }, text: [`Would erase ${summary} of ${customer}`] };
  if (!isConfirmed) await confirmErasure(stage, customer, summary);

  onProgress(`erasing ${customer} …`);
  // Messages before the table, which finds them.
  for (const object of mail)
    for (const version of await stage.statements.versions(object))
      if (version.key === object) await stage.statements.remove(version);
  // The table before the pages: a page that is rendered in between contains no text any more.
  await eraseCustomerItems(stage.table, customer, { dryRun: false });
  for (const version of pages.versions) await stage.statements.remove(version);
  for (const key of pages.keys) await stage.statements.put(key, erasedPage(customer, key), 'text/html; charset=utf-8');
  return {
    json: { customer, dryRun, ...counts },
    text: [`Erased ${summary} of ${customer}`, ...REMAINING],
  };
};

type Counts = Readonly<
  Record<'payloads' | 'texts' | 'names' | 'messages' | 'sent' | 'mail' | 'pages' | 'pageVersions', number>
>;

const summaryText = ({ payloads, texts, names, messages, sent, mail, pages, pageVersions }: Counts): string =>
  [
    pluralText(payloads, 'payload'),
    pluralText(texts, 'text'),
    pluralText(names, 'name'),
    ...(messages === 0 ? [] : [pluralText(messages, 'unmatched message')]),
    ...(sent === 0 ? [] : [`${pluralText(sent, 'record')} of sent messages`]),
    ...(mail === 0 ? [] : [pluralText(mail, 'e-mail')]),
    `${pluralText(pages, 'page')} (${pluralText(pageVersions, 'version')})`,
  ].join(', ');

const REMAINING = [
  '→ Point-in-time recovery keeps the former items for 35 days: repeat the command after a restore.',
  '→ Erase the customer in the systems that sent its data, too: they can send it again.',
];

const confirmErasure = async ({ title }: ErasureStage, customer: string, summary: string): Promise<void> => {
  const yes = slaCommand(`erase ${customer} --yes`);
  if (!process.stdin.isTTY)
    throw new Failure(EXIT.wrongCall, 'The erasure is not confirmed', { next: `without a terminal: ${yes}` });
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(
    `Erase ${summary} of ${customer} in ${title}? It cannot be undone. Enter the customer's id to confirm: `,
  );
  terminal.close();
  if (answer.trim() !== customer) throw new Failure(EXIT.wrongCall, 'Not confirmed; nothing was erased');
};

/** Keys: `statements/{month}/{customer}/{sha256}.html`. */
const pagesOf = async (objects: StatementObjects, customer: string) => {
  const months = await objects.folders('statements/');
  const all = await Promise.all(months.map((month) => objects.versions(`${month}${customer}/`)));
  const versions = all.flat().filter(({ key }) => key.endsWith('.html'));
  return { versions, keys: new Set(versions.map(({ key }) => key)) };
};

/** Returns the page that stands at the address of an erased one, since billing messages contain the address. */
const erasedPage = (customer: string, key: string): string => {
  const [, month = '', , file = ''] = key.split('/');
  const statement = file.replace(/html$/, 'json');
  const body = html`<header>
      <p class="overline">Service credit statement</p>
      <h1>${customer} <span>${month}</span></h1>
    </header>
    <main>
      <p class="lead">
        The texts of this page were erased on request. The statement with its calculation is
        <a href="${statement}">${statement}</a>.
      </p>
    </main>`;
  return page({ title: `${customer}, ${month}`, body });
};
