const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['#39', "'"],
  ['apos', "'"],
  ['nbsp', ' '],
]);

/** Tags that end a line. */
const LINE_TAG = /^\/?(?:p|div|br|li|tr|h[1-6]|blockquote|pre|table|ul|ol)\b/i;

/** Returns the text of an HTML fragment, with a line for each block. Takes linear time, also for hostile input. */
export const textOfHtml = (markup: string): string => {
  let text = '';
  let at = 0;
  while (at < markup.length) {
    const open = markup.indexOf('<', at);
    if (open < 0) return tidy(text + markup.slice(at));
    text += markup.slice(at, open);
    const close = markup.indexOf('>', open);
    if (close < 0) return tidy(text);
    if (LINE_TAG.test(markup.slice(open + 1, Math.min(close, open + 16)))) text += '\n';
    at = close + 1;
  }
  return tidy(text);
};

const tidy = (text: string): string =>
  text
    .replaceAll(/&(#39|[a-z]{2,4});/g, (entity, name: string) => ENTITIES.get(name) ?? entity)
    .split('\n')
    .map((each) => each.trim())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
