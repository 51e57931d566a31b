import { raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** Markup in which all text from outside is escaped. */
export type Html = HtmlEscapedString;

type Value = Html | string | number | undefined | readonly Value[];

/**
 * Builds markup from a template: markup is inserted unchanged, text is escaped, `undefined` is left out, a list is concatenated.
 * Text with right-to-left letters or direction controls is isolated, so that it cannot reorder the times and amounts beside it.
 * Attribute values belong between quotes; boolean and optional attributes are written with `attrs`. Synchronous.
 */
export const html = (strings: TemplateStringsArray, ...values: readonly Value[]): Html => {
  const { parts, isolates } = templateOf(strings);
  let text = '';
  for (let i = 0; i < parts.length; i += 1) text += (parts[i] ?? '') + markupOf(values[i], isolates[i] ?? false);
  return raw(text);
};

/** Returns a value as markup. `canIsolate`: the template permits an element at this place. */
const markupOf = (value: Value, canIsolate: boolean): string => {
  if (typeof value === 'string')
    return canIsolate && DIRECTED.test(value)
      ? `<bdi>${escapeText(withoutUnmatchedEnds(value))}</bdi>`
      : escapeText(value);
  if (Array.isArray(value)) return value.reduce<string>((text, item: Value) => text + markupOf(item, canIsolate), '');
  // A number, or markup: hono's escaped string is an object.
  return value === undefined ? '' : String(value);
};

const escapeText = (text: string): string => (UNSAFE.test(text) ? text.replaceAll(EVERY_UNSAFE, escaped) : text);

/** Right-to-left letters, and the controls that embed, override, isolate or mark a direction. */
const DIRECTED =
  /[\u0590-\u08FF\u200E\u200F\u202A-\u202E\u2066-\u2069\uFB1D-\uFDFF\uFE70-\uFEFE\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

const ISOLATE_CONTROLS = /[\u2066-\u2069]/g;
const ISOLATE_END = '\u2069';

/** An element isolates its text, unless the text contains the end of an isolation without its beginning. */
const withoutUnmatchedEnds = (text: string): string => {
  let open = 0;
  return text.replaceAll(ISOLATE_CONTROLS, (control) => {
    open += control === ISOLATE_END ? -1 : 1;
    if (open >= 0) return control;
    open = 0;
    return '';
  });
};

const UNSAFE = /[&<>"']/;
const EVERY_UNSAFE = /[&<>"']/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (character: string): string => ENTITIES[character] ?? character;

type Template = {
  /** The markup before, between and after the values. */
  readonly parts: readonly string[];
  /** Whether an element may surround the value after each part. */
  readonly isolates: readonly boolean[];
};

const templates = new WeakMap<TemplateStringsArray, Template>();

/** Drops the source indentation of a template, which would be a quarter of a page. Inserted values are not changed. */
const templateOf = (strings: TemplateStringsArray): Template => {
  const cached = templates.get(strings);
  if (cached !== undefined) return cached;
  const parts = strings.map((part) => part.replaceAll(/\n\s+/g, '\n'));
  const template = {
    parts,
    isolates: parts.map((_, i) => canIsolate(parts.slice(0, i + 1).join(''), parts[i + 1] ?? '')),
  };
  templates.set(strings, template);
  return template;
};

const IN_ATTRIBUTE = /="[^"]*$/;
/** These elements contain text only; `bdi` isolates already. */
const IN_TEXT_ONLY = /^\s*<\/(?:title|textarea|option|text|bdi)\b/;

const canIsolate = (before: string, after: string): boolean => !IN_ATTRIBUTE.test(before) && !IN_TEXT_ONLY.test(after);

/** Returns attributes, separated by blanks: `true` writes the name alone, `false` and `undefined` nothing. */
export const attrs = (attributes: Readonly<Record<string, string | boolean | undefined>>): Html => {
  const written = Object.entries(attributes).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    return [value === true ? html`${name}` : html`${name}="${value}"`];
  });
  return listed(written, ' ', ' ');
};

/** Joins items: `a, b and c`. */
export const listed = (items: readonly (Html | string)[], last = ' and ', between = ', '): Html =>
  html`${items.map((item, i) => {
    if (i === 0) return html`${item}`;
    return html`${i === items.length - 1 ? last : between}${item}`;
  })}`;
