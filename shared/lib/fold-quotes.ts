/** A message's own text, and the text that it quotes. */
export type FoldedText = { readonly own: string; readonly quoted: string };

/** The line above the quotation of an answered message, as the usual mail programs write it. */
const ATTRIBUTION =
  /^(?:On .{1,200} wrote:|Am .{1,200} schrieb .{1,200}:|Le .{1,200} a écrit\s?:|-{2,}\s?(?:Original Message|Ursprüngliche Nachricht)\s?-{2,}|_{20,})$/;

/** Long attributions continue on the next line. */
const ATTRIBUTION_LINES_MAX = 2;

/** The header lines that Outlook writes above the quotation. */
const OUTLOOK_FROM = /^(?:From|Von|De): .{1,300}$/;
const OUTLOOK_SENT = /^(?:Sent|Gesendet|Envoyé\s?|Date): .{1,200}$/;

const startsQuotation = (lines: readonly string[], at: number): boolean => {
  const [line = '', next = ''] = lines.slice(at, at + ATTRIBUTION_LINES_MAX).map((each) => each.trim());
  if (ATTRIBUTION.test(line) || (OUTLOOK_FROM.test(line) && OUTLOOK_SENT.test(next))) return true;
  return !next.startsWith('>') && /^(?:On|Am|Le) /.test(line) && ATTRIBUTION.test(`${line} ${next}`);
};

/** Splits a text into its own lines and the quoted ones. Quoted are lines with `>`, and all lines from an attribution on. */
export const foldQuotes = (text: string): FoldedText => {
  const lines = text.split('\n');
  const from = lines.findIndex((_, at) => startsQuotation(lines, at));
  const head = from < 0 ? lines : lines.slice(0, from);
  const own = head.filter((line) => !line.startsWith('>'));
  const quoted = [...head.filter((line) => line.startsWith('>')), ...(from < 0 ? [] : lines.slice(from))];
  return { own: own.join('\n').trim(), quoted: quoted.join('\n').trim() };
};
