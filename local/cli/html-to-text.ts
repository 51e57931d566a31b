import type { Html } from '../../shared/web/html.ts';

/**
 * A page's markup as plain text: what a browser would set as a block is a line of its own, and the cells of a table's row are told
 * apart; where a link leads out of the page stands behind it. So the terminal says what the page says, in the same words.
 */
export const htmlToLines = (markup: Html): string[][] =>
  markup
    .toString()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/<caption[^>]*>.*?<\/caption>|<thead.*?<\/thead>/g, '')
    .replaceAll(/<q>(.*?)<\/q>/g, ' “$1”')
    .split(/<\/?(?:p|li|ul|ol|tr|div|section|h\d|dl)\b[^>]*>/)
    .map((block) => block.split(/<\/(?:t[hd]|d[dt])>/).map(textOf))
    .map((cells) => (cells.at(-1) === '' ? cells.slice(0, -1) : cells))
    .filter((cells) => cells.length > 0);

/** Markup as one text. */
export const htmlToText = (markup: Html): string => textOf(markup.toString());

const textOf = (markup: string): string =>
  markup
    .replaceAll(/<a href="(https?:[^"]*)"[^>]*>(.*?)<\/a>/g, '$2 ($1)')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(amp|lt|gt|quot|nbsp|#39);/g, (written) => ENTITIES[written] ?? written)
    .replaceAll(/[\s\u00A0]+/g, ' ')
    .trim();

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
};
