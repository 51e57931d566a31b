import * as z from 'zod/mini';
import { amountDue, type KnownFact } from './amounts-due.ts';
import { billedNumbered, type SharedState, tableNumbered } from './shared-state.ts';

/** Compares what is stored in the end with the model. It reads the items as DynamoDB has them, without the product's code. */

const text = z.pipe(
  z.object({ S: z.string() }),
  z.transform(({ S }) => S),
);
const number = z.pipe(
  z.object({ N: z.string() }),
  z.transform(({ N }) => Number(N)),
);
const instant = z.pipe(text, z.transform(Date.parse));
const keyed = z.object({ pk: text, sk: text });
const credit = z.object({
  revision: number,
  amountMinor: number,
  previousAmountMinor: number,
  closedAsOf: instant,
  message: text,
});
const map = <S extends z.core.$ZodShape>(shape: S) =>
  z.pipe(
    z.object({ M: z.object(shape) }),
    z.transform(({ M }) => M),
  );
const storedFact = z.object({
  fact: map({
    kind: text,
    id: text,
    recordedAt: instant,
    start: z.optional(instant),
    recognizedAt: z.optional(instant),
    of: z.optional(map({ kind: text, id: text })),
  }),
});

type StoredItem = { readonly pk: string; readonly sk: string; readonly item: unknown };

const itemsOf = ({ table }: SharedState): StoredItem[] =>
  [...tableNumbered(table).values()].flat().map((item) => ({ ...z.parse(keyed, item), item }));

/** The facts that are stored, as the model has them. */
const factsIn = (items: readonly StoredItem[]): KnownFact[] => {
  const stored = items.flatMap(({ pk, sk, item }) =>
    pk.startsWith('component#') || (pk.startsWith('customer#') && sk.startsWith('fact#'))
      ? [z.parse(storedFact, item).fact]
      : [],
  );
  return stored.flatMap(({ kind, id, recordedAt, start, recognizedAt }): KnownFact[] => {
    if (kind !== 'downtime' && kind !== 'notice') return [];
    const retraction = stored.find(({ of }) => of?.kind === kind && of.id === id);
    const day = new Date(start ?? recognizedAt ?? Number.NaN).getUTCDate();
    return [{ kind, day, recordedAt, ...(retraction === undefined ? {} : { retractedAt: retraction.recordedAt }) }];
  });
};

/** Returns what is not as it must be. `facts`: all facts that were recorded, whenever that was. */
export const wrongInLedger = (
  shared: SharedState,
  customers: Readonly<Record<string, { readonly mustWrite: boolean }>>,
  facts: readonly KnownFact[],
): string[] => {
  const items = itemsOf(shared);
  const keys = new Set(items.map(({ pk, sk }) => `${pk} ${sk}`));
  const stored = factsIn(items);
  const wrong = items
    .filter(
      ({ pk, sk }) =>
        /^run#[\d-]+(#sweep)?$/.test(pk) && sk.endsWith('#run') && !keys.has(`${pk} ${sk.replace(/run$/, 'closed')}`),
    )
    .map(({ pk, sk }) => `${pk} ${sk} never ended`);
  for (const [customer, { mustWrite }] of Object.entries(customers)) {
    const revisions = items
      .filter(({ pk, sk }) => pk === `customer#${customer}` && /^credit#2026-10#\d+$/.test(sk))
      .map(({ pk, sk, item }) => ({ ...z.parse(credit, item), isMarked: keys.has(`${pk} ${sk}#sent`) }));
    let amount = 0;
    for (const [i, { revision, amountMinor, previousAmountMinor, closedAsOf, isMarked }] of revisions.entries()) {
      const name = `${customer}:${revision}`;
      if (revision !== i + 1 || previousAmountMinor !== amount) wrong.push(`${name} does not follow what is before it`);
      if (!isMarked) wrong.push(`${name} is not marked as sent`);
      const due = amountDue(stored, mustWrite, closedAsOf);
      if (amountMinor !== due) wrong.push(`${name} is ${amountMinor}, but by what was known then ${due}`);
      amount = amountMinor;
    }
    const due = amountDue(facts, mustWrite, Infinity);
    if (amount !== due) wrong.push(`${customer} has ${amount} in the ledger, but ${due} is due`);
    const sent = billedNumbered(shared.billed)[customer] ?? [];
    if (JSON.stringify(sent) !== JSON.stringify(revisions.map(({ message }) => message)))
      wrong.push(`${customer}: billing did not receive the revisions in their order`);
  }
  return wrong;
};
