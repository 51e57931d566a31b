import { expect, it } from 'vitest';
import type { MailSender } from '../../shared/mail/mail-sender.ts';
import { sendStatement, type StatementMailContext } from '../../shared/mail/send-statement.ts';
import { putProfile } from '../../shared/persistence/customer-versions.ts';
import { recordRevision } from '../../shared/persistence/ledger.ts';
import { listSentMail } from '../../shared/persistence/sent-mail.ts';
import { creditRevision } from '../support/builders/credit-revision.ts';
import { instant } from '../support/builders/instant-text.ts';
import { aConfig } from '../support/builders/product-config.ts';
import { aRevision } from '../support/builders/revision-builder.ts';
import { silentTelemetry } from '../support/builders/silent-telemetry.ts';
import { openMemoryTable } from '../support/emulators/memory-table.ts';

const NOW = instant('2026-11-02T21:00:00Z');
const ADDRESSES = ['billing@acme.example', 'cfo@acme.example', 'ops@acme.example'];
const REVISION = { customer: 'acme', month: '2026-10', revision: 1 };

/** A request of `mail-statements` in order: to the table, for the page, or to SES. */
type Crash = { readonly request: number; readonly when: 'before' | 'after' };

/** Mails a statement to three addresses. The process ends at the crash, and the order is delivered again. */
const mailWithCrash = async (crash: Crash) => {
  const table = openMemoryTable();
  const profile = { id: 'acme', name: 'Acme', components: ['web'], statementTo: ADDRESSES };
  await putProfile(table, { profile, recordedAt: NOW - 1000, by: 'a test' });
  await recordRevision(table, aRevision({ message: JSON.stringify(creditRevision(1, 100)) }));

  let requests = 0;
  let isDead = false;
  let isArmed = true;
  /** Plays a request, unless the process ends before its effect or before its answer. */
  const request = async <T>(play: () => Promise<T>): Promise<T> => {
    if (isDead) throw new Error('the process is gone');
    const isHere = isArmed && requests === crash.request;
    requests += 1;
    const end = (): never => {
      isDead = true;
      throw new Error('the process ends');
    };
    if (isHere && crash.when === 'before') return end();
    const answer = await play();
    return isHere ? end() : answer;
  };
  table.documents.middlewareStack.add((next) => (args) => request(() => next(args)), {
    step: 'initialize',
    priority: 'low',
    name: 'crash',
  });
  const sent: string[] = [];
  const accept: MailSender = async ({ to }) => ({ kind: 'sent', messageId: `ses-${sent.push(to)}` });
  const context: StatementMailContext = {
    table,
    telemetry: silentTelemetry,
    clock: () => NOW,
    config: aConfig(),
    notices: { email: { domain: 'notices.example.com', from: 'sla@notices.example.com', ruleSet: 'inbound' } },
    readPage: () => request(async () => Buffer.from('<p>page</p>')),
    send: (mail) => request(() => accept(mail)),
  };
  const deliver = () => sendStatement(context, REVISION);
  const wasCrash = await deliver().then(
    () => false,
    () => isDead,
  );
  [isDead, isArmed] = [false, false];
  await deliver();
  const mails = await listSentMail(table, 'acme');
  return { wasCrash, sent, states: mails.map(({ state }) => state) };
};

it.each(['before', 'after'] as const)('a crash %s any request loses no statement', async (when) => {
  let points = 0;
  const doubled: number[] = [];
  for (let at = 0; ; at += 1) {
    const { wasCrash, sent, states } = await mailWithCrash({ request: at, when });
    if (!wasCrash) break;
    points += 1;
    expect(new Set(sent)).toEqual(new Set(ADDRESSES));
    expect(states).toEqual(['sent', 'sent', 'sent']);
    if (sent.length > ADDRESSES.length) doubled.push(at);
    expect(sent.length).toBeLessThanOrEqual(ADDRESSES.length + 1);
  }
  expect(points).toBeGreaterThan(10);
  // Only an end between the answer of SES and the record of the result sends a statement twice.
  expect(doubled).toHaveLength(ADDRESSES.length);
  console.log(`${points} crash points ${when} a request, ${doubled.length} with a second message`);
});
