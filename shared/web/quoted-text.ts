import type { Reason } from '../domain/statement/explanation.ts';
import { factKey } from '../domain/facts/facts.ts';
import type { Annotations } from '../persistence/annotations.ts';
import { type Html, html } from './html.ts';

type FactRef = { readonly kind: Reason['kind']; readonly id: string };

/** Returns the annotation of one fact. */
export const annotationText = (annotations: Annotations, fact: FactRef): Annotations[string] | undefined => {
  const key = factKey(fact);
  return Object.hasOwn(annotations, key) ? annotations[key] : undefined;
};

/** The statement's JSON has the whole text. */
const QUOTED_CHARACTERS_MAX = 400;

export const shortenedText = (text: string): string =>
  text.length > QUOTED_CHARACTERS_MAX ? `${text.slice(0, QUOTED_CHARACTERS_MAX)}…` : text;

/** Returns quotations of the notices' text or the evidence of facts of one kind. */
export const quotedText = (annotations: Annotations, kind: Reason['kind'], ids: readonly string[]): Html[] =>
  ids.flatMap((id) => {
    const annotation = annotationText(annotations, { kind, id });
    const text = annotation?.['text'] ?? annotation?.['evidence'];
    return text === undefined ? [] : [html`<q>${shortenedText(text)}</q>`];
  });

/** Returns the reason of a fact's retraction as a quotation, or undefined if no reason is known. */
export const retractionReason = (annotations: Annotations, fact: FactRef): Html | undefined => {
  const reason = annotationText(annotations, fact)?.['retracted'];
  return reason === undefined ? undefined : html`, retracted: <q>${shortenedText(reason)}</q>`;
};
