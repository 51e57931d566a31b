import { raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** Markup in which all text from outside is escaped. */
export type Html = HtmlEscapedString;

type Value = Html | string | number | undefined | readonly Value[];

/**
 * Builds markup from a template: markup is inserted unchanged, text is escaped, `undefined` is left out, a list is concatenated.
 * Attribute values belong between quotes; boolean and optional attributes are written with `attrs`. Synchronous.
 */
export const html = (strings: TemplateStringsArray, ...values: readonly Value[]): Html => {
  const parts = withoutIndentation(strings);
  let text = '';
  for (let i = 0; i < parts.length; i += 1) text += (parts[i] ?? '') + markupOf(values[i]);
  return raw(text);
};

const markupOf = (value: Value): string => {
  if (typeof value === 'string') return UNSAFE.test(value) ? value.replaceAll(EVERY_UNSAFE, escaped) : value;
  if (Array.isArray(value)) return value.reduce<string>((text, item: Value) => text + markupOf(item), '');
  // A number, or markup: hono's escaped string is an object.
  return value === undefined ? '' : String(value);
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

const compactTemplates = new WeakMap<TemplateStringsArray, TemplateStringsArray>();

/** Drops the source indentation of a template, which would be a quarter of a page. Inserted values are not changed. */
const withoutIndentation = (strings: TemplateStringsArray): TemplateStringsArray => {
  const cached = compactTemplates.get(strings);
  if (cached !== undefined) return cached;
  const compact = Object.assign(
    strings.map((part) => part.replaceAll(/\n\s+/g, '\n')),
    { raw: strings.raw },
  );
  compactTemplates.set(strings, compact);
  return compact;
};

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
