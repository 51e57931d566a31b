import { raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** Markup: text in which everything that came from outside is escaped. */
export type Html = HtmlEscapedString;

type Value = Html | string | number | undefined | readonly Value[];

/**
 * A template of markup. Markup goes in as it is, text is escaped, undefined is nothing, a list is its items one after the other.
 * A value inside an attribute belongs between quotes. Nothing here waits: a page is made of what is there.
 */
export const html = (strings: TemplateStringsArray, ...values: readonly Value[]): Html => {
  const parts = tidied(strings);
  let text = '';
  for (let i = 0; i < parts.length; i += 1) text += (parts[i] ?? '') + written(values[i]);
  return raw(text);
};

/** A value as markup. */
const written = (value: Value): string => {
  if (typeof value === 'string') return UNSAFE.test(value) ? value.replaceAll(EVERY_UNSAFE, escaped) : value;
  if (Array.isArray(value)) return value.reduce<string>((text, item: Value) => text + written(item), '');
  // A number; or markup, which is a text that is an object.
  return value === undefined ? '' : String(value);
};

const UNSAFE = /[&<>"']/;
const EVERY_UNSAFE = /[&<>"']/g;
const NAMES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (character: string): string => NAMES[character] ?? character;

const tidy = new WeakMap<TemplateStringsArray, TemplateStringsArray>();

/** A template without its own indentation, which would be a quarter of a page. What goes into it is left alone. */
const tidied = (strings: TemplateStringsArray): TemplateStringsArray => {
  const known = tidy.get(strings);
  if (known !== undefined) return known;
  const made = Object.assign(
    strings.map((part) => part.replaceAll(/\n\s+/g, '\n')),
    { raw: strings.raw },
  );
  tidy.set(strings, made);
  return made;
};

/** Items with something between each two: `a, b and c`. */
export const listed = (items: readonly (Html | string)[], last = ' and ', between = ', '): Html =>
  html`${items.map((item, i) => {
    if (i === 0) return html`${item}`;
    return html`${i === items.length - 1 ? last : between}${item}`;
  })}`;
