import type { Html } from '../../shared/web/html.ts';

/**
 * Converts markup to lines of cells. A block element is a line; a table row has several cells. An external link is
 * followed by its URL. The terminal and the pages thus share one wording.
 */
export const htmlToLines = (markup: Html): string[][] =>
  markup
    .toString()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/<caption[^>]*>.*?<\/caption>|<thead.*?<\/thead>/g, '')
    .replaceAll(/<q>(.*?)<\/q>/g, ' “$1”')
    .split(/<\/?(?:p|li|ul|ol|tr|div|section|h\d|dl)\b[^>]*>/)
    .map((block) => block.split(/<\/(?:t[hd]|d[dt])>/).map(stripTags))
    .map((cells) => (cells.at(-1) === '' ? cells.slice(0, -1) : cells))
    .filter((cells) => cells.length > 0);

/** Converts markup to one line of text. */
export const htmlToText = (markup: Html): string => stripTags(markup.toString());

const stripTags = (markup: string): string =>
  markup
    .replaceAll(/<a href="(https?:[^"]*)"[^>]*>(.*?)<\/a>/g, '$2 ($1)')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(amp|lt|gt|quot|nbsp|#39);/g, (entity) => ENTITIES[entity] ?? entity)
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
