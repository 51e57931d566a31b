import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { billingMessage } from '../../shared/messaging/billing-message.ts';
import { type Revision, revisionItem } from '../../shared/persistence/ledger.ts';
import { tableItems } from '../support/emulators/table-items.ts';
import type { Simulation } from './simulation.ts';

/** The result of a simulation: its ledger in canonical form, the SHA-256 of it, and all broken promises. */
export type LedgerOutcome = {
  readonly ledger: readonly string[];
  readonly digest: string;
  readonly wrong: readonly string[];
};

/**
 * Returns a revision without the fields that depend on the time of a retry. A retry changes the run and its instants:
 * `run`, `closedAsOf`, `recordedAt`, the message's `time`. It changes the statement's text, hash and URL too, since
 * the text contains the evaluation instant.
 */
const canonical = ({
  customer,
  month,
  revision,
  amountMinor,
  currency,
  previousAmountMinor,
  ...rest
}: Revision): string => {
  const { data, time: _time, ...envelope } = z.parse(billingMessage, JSON.parse(rest.message));
  const { run: _run, closedAsOf: _closedAsOf, statement: _statement, ...said } = data;
  const { reason, externalRefs } = rest;
  const amounts = {
    customer,
    month,
    revision,
    amountMinor,
    currency,
    previousAmountMinor,
    reason,
    externalRefs,
  };
  return JSON.stringify({ ...amounts, message: { ...envelope, data: said } });
};

/** Returns the first 16 digits of the SHA-256 of lines. */
const digestOf = (lines: readonly string[]): string =>
  createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);

const keyed = z.object({ pk: z.string(), sk: z.string() });

export const readOutcome = async (simulation: Simulation): Promise<LedgerOutcome> => {
  const items = (await tableItems(simulation.site.table)).map((item) => ({ item, ...z.parse(keyed, item) }));
  const sks = new Set(items.map(({ pk, sk }) => `${pk} ${sk}`));
  const revisions = items
    .filter(({ sk }) => /^credit#[^#]+#\d+$/.test(sk))
    .map(({ item, pk, sk }) => ({
      revision: z.decode(revisionItem, z.parse(z.any(), item)),
      isMarked: sks.has(`${pk} ${sk}#sent`),
    }))
    .toSorted((a, b) => (nameOf(a.revision) < nameOf(b.revision) ? -1 : 1));
  const ledger = revisions.map(({ revision }) => canonical(revision));
  const stored = new Set(revisions.map(({ revision }) => revision.message));
  const billed = new Set(simulation.billed);
  return {
    ledger,
    digest: digestOf(ledger),
    wrong: [
      ...revisions.flatMap(({ revision, isMarked }) => [
        ...(billed.has(revision.message) ? [] : [`${nameOf(revision)} is not on the billing queue as it was stored`]),
        ...(isMarked ? [] : [`${nameOf(revision)} is not marked as published`]),
      ]),
      ...[...billed].filter((body) => !stored.has(body)).map((body) => `no revision says ${body}`),
      ...consumed(simulation.billed),
      ...(await unstored(
        simulation,
        revisions.map(({ revision }) => revision),
      )),
      ...items
        .filter(
          ({ pk, sk }) =>
            pk.startsWith('run#') && sk.endsWith('#run') && !sks.has(`${pk} ${sk.replace(/run$/, 'closed')}`),
        )
        .map(({ pk, sk }) => `${pk} ${sk} never ended`),
    ],
  };
};

const nameOf = ({ customer, month, revision }: Pick<Revision, 'customer' | 'month' | 'revision'>): string =>
  `${customer}:${month}:${revision}`;

/** Returns the errors that a consumer finds that drops repeated ids and adds up the differences. */
const consumed = (bodies: readonly string[]): string[] => {
  const applied = new Map<string, number>();
  const seen = new Map<string, string>();
  return bodies.flatMap((body) => {
    const { id, data } = z.parse(billingMessage, JSON.parse(body));
    const before = seen.get(id);
    seen.set(id, body);
    if (before !== undefined) return before === body ? [] : [`${id} arrived with two contents`];
    const amount = applied.get(data.creditId) ?? 0;
    applied.set(data.creditId, amount + data.deltaMinor);
    return amount === data.previousAmountMinor && amount + data.deltaMinor === data.amountMinor
      ? []
      : [`${id} does not follow the message before it`];
  });
};

/** Returns the revisions whose statement in the bucket differs from their URL and hash. */
const unstored = async ({ site, invocations }: Simulation, revisions: readonly Revision[]): Promise<string[]> => {
  if (!invocations.some(({ fn }) => fn === 'assess-customers')) return [];
  const wrong: string[] = [];
  for (const revision of revisions) {
    const text = await site.statement(revision.statementUrl.replace('s3://statements/', ''));
    const isMissing = text !== revision.statement && !text.includes('NoSuchKey');
    const sha256 = createHash('sha256').update(revision.statement).digest('hex');
    if (isMissing || sha256 !== revision.statementSha256)
      wrong.push(`${nameOf(revision)}: the stored statement differs from its URL or hash`);
  }
  return wrong;
};
