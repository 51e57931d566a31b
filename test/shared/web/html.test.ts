import { describe, expect, test } from 'vitest';
import { attrs, html } from '../../../shared/web/html.ts';

describe('attrs', () => {
  test('writes true as a name alone and leaves out false and undefined', () => {
    const attributes = attrs({ required: true, checked: false, 'aria-label': undefined, name: 'id' });
    expect(html`<input ${attributes} />`.toString()).toBe('<input required name="id" />');
  });

  test('escapes values', () => {
    expect(attrs({ value: '"><b>' }).toString()).toBe('value="&quot;&gt;&lt;b&gt;"');
  });

  test('writes nothing without attributes', () => {
    expect(attrs({}).toString()).toBe('');
  });
});
