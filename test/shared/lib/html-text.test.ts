import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { textOfHtml } from '../../../shared/lib/html-text.ts';

test.each([
  ['<p>One &amp; two</p><p>three</p>', 'One & two\n\nthree'],
  ['a<br>b<BR/>c', 'a\nb\nc'],
  ['1 &lt; 2 <b>and</b> &#39;x&#39;', "1 < 2 and 'x'"],
  ['open <p', 'open'],
])('the text of %j is %j', (markup, text) => {
  expect(textOfHtml(markup)).toBe(text);
});

test('a text without markup stays itself', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9 ]*$/), (text) => {
      expect(textOfHtml(text)).toBe(text.trim());
    }),
  );
});
