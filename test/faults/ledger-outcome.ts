import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { billingMessage } from '../../shared/messaging/billing-message.ts';
import { type Revision, revisionItem } from '../../shared/persistence/ledger.ts';
import { tableItems } from '../support/emulators/table-items.ts';
import type { World } from './simulation.ts';

/** What a world came to: its ledger in canonical form with its SHA-256, and whatever is not as promised. */
export type Outcome = {
  readonly ledger: readonly string[];
  readonly digest: string;
  readonly wrong: readonly string[];
};

/**
 * A revision as it must be whatever went wrong. Left out is what rightly depends on when a retry came: the run and its instant
 * (`run`, `closedAsOf`: a call to close that is made again is another run), `recordedAt` and the message's `time`, and the statement's
 * text, hash and address (the text says as of when it holds).
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

/** The SHA-256 of lines, its first 16 digits. */
const digestOf = (lines: readonly string[]): string =>
  createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);

const keyed = z.object({ pk: z.string(), sk: z.string() });

export const outcomeOf = async (world: World): Promise<Outcome> => {
  const items = (await tableItems(world.site.table)).map((item) => ({ item, ...z.parse(keyed, item) }));
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
  const billed = new Set(world.billed);
  return {
    ledger,
    digest: digestOf(ledger),
    wrong: [
      ...revisions.flatMap(({ revision, isMarked }) => [
        ...(billed.has(revision.message) ? [] : [`${nameOf(revision)} is not on the billing queue as it was stored`]),
        ...(isMarked ? [] : [`${nameOf(revision)} is not marked as handed over`]),
      ]),
      ...[...billed].filter((body) => !stored.has(body)).map((body) => `no revision says ${body}`),
      ...consumed(world.billed),
      ...(await unstored(
        world,
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

/** What a consumer that drops repeated ids and adds the differences up would have to complain of. */
const consumed = (bodies: readonly string[]): string[] => {
  const applied = new Map<string, number>();
  const seen = new Map<string, string>();
  return bodies.flatMap((body) => {
    const { id, data } = z.parse(billingMessage, JSON.parse(body));
    const before = seen.get(id);
    seen.set(id, body);
    if (before !== undefined) return before === body ? [] : [`${id} came with two contents`];
    const amount = applied.get(data.creditId) ?? 0;
    applied.set(data.creditId, amount + data.deltaMinor);
    return amount === data.previousAmountMinor && amount + data.deltaMinor === data.amountMinor
      ? []
      : [`${id} does not follow what came before it`];
  });
};

/** The statements of this site's revisions that do not lie in the bucket as they are named. */
const unstored = async ({ site, invocations }: World, revisions: readonly Revision[]): Promise<string[]> => {
  if (!invocations.some(({ fn }) => fn === 'assess-customers')) return [];
  const wrong: string[] = [];
  for (const revision of revisions) {
    const text = await site.statement(revision.statementUrl.replace('s3://statements/', ''));
    const isMissing = text !== revision.statement && !text.includes('NoSuchKey');
    const sha256 = createHash('sha256').update(revision.statement).digest('hex');
    if (isMissing || sha256 !== revision.statementSha256)
      wrong.push(`${nameOf(revision)}: its statement is not as it is named`);
  }
  return wrong;
};
