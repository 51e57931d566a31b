import type { Reason } from '../domain/statement/explanation.ts';
import { factKey } from '../domain/facts/facts.ts';
import type { StoredFact } from '../persistence/record-fact.ts';
import { type Html, html } from './html.ts';

/** What was said beside facts, by fact: a notice's text and channel, an exclusion's evidence, the incident of a status page's word. It decides nothing. */
export type Annotations = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What was said beside recorded facts, and of those that were retracted, why. */
export const annotationsOf = (records: readonly StoredFact[]): Annotations => {
  const said: Record<string, Annotations[string]> = {};
  for (const { fact, said: words } of records) {
    const key = factKey(fact.kind === 'retraction' ? fact.of : fact);
    const more = fact.kind === 'retraction' ? { retracted: fact.reason } : words;
    if (more !== undefined) said[key] = { ...said[key], ...more };
  }
  return said;
};

/** Why a fact was retracted, quoted; nothing where it was not, or nobody knows here. */
export const retractedBecause = (said: Annotations, fact: FactOfStatement): Html | undefined => {
  const why = annotationText(said, fact.kind, fact.id)?.['retracted'];
  return why === undefined ? undefined : html`, retracted: <q>${shortened(why)}</q>`;
};

type FactOfStatement = { readonly kind: Reason['kind']; readonly id: string };

/** How much of a text is quoted: the JSON has the rest. */
const QUOTED = 400;

/** What was said beside a fact. */
export const annotationText = (
  said: Annotations,
  kind: Reason['kind'],
  id: string,
): Annotations[string] | undefined => {
  const key = factKey({ kind, id });
  return Object.hasOwn(said, key) ? said[key] : undefined;
};

/** As much of a text as a page quotes. */
export const shortened = (text: string): string => (text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text);

/** What is to be read of facts' own words. */
export const quotedText = (said: Annotations, kind: Reason['kind'], ids: readonly string[]): Html[] =>
  ids.flatMap((id) => {
    const words = annotationText(said, kind, id);
    const text = words?.['text'] ?? words?.['evidence'];
    return text === undefined ? [] : [html`<q>${shortened(text)}</q>`];
  });
