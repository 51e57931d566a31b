/** A message's own text, and the text that it quotes. */
export type FoldedText = { readonly own: string; readonly quoted: string };

/** The line above the quotation of an answered message, as the usual mail programs write it. */
const ATTRIBUTION =
  /^(?:On .{1,200} wrote:|Am .{1,200} schrieb .{1,200}:|Le .{1,200} a écrit\s?:|-{2,}\s?Original Message\s?-{2,})$/;

/** Splits a text into its own lines and the quoted ones. Quoted are lines with `>`, and all lines from an attribution on. */
export const foldQuotes = (text: string): FoldedText => {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => ATTRIBUTION.test(line.trim()));
  const head = from < 0 ? lines : lines.slice(0, from);
  const own = head.filter((line) => !line.startsWith('>'));
  const quoted = [...head.filter((line) => line.startsWith('>')), ...(from < 0 ? [] : lines.slice(from))];
  return { own: own.join('\n').trim(), quoted: quoted.join('\n').trim() };
};
