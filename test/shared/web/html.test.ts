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

describe('text with a direction', () => {
  const override = 'T\u202E14';

  test.each([
    ['an override', override],
    ['an isolate without an end', 'T\u206714'],
    ['Hebrew letters', 'אבג'],
  ])('with %s is isolated from its neighbours', (_, text) => {
    expect(html`<p>${text}, recognised 17:00</p>`.toString()).toBe(`<p><bdi>${text}</bdi>, recognised 17:00</p>`);
  });

  test('cannot end its own isolation', () => {
    expect(html`<p>${'a\u2069\u202E\u2067b\u2069\u2069c'}</p>`.toString()).toBe(
      '<p><bdi>a\u202E\u2067b\u2069c</bdi></p>',
    );
  });

  test('is unchanged in attributes and elements of text', () => {
    const field = html`<input title="of ${'x'}: ${override}" value="${override}" />`;
    expect(field.toString()).toBe(`<input title="of x: ${override}" value="${override}" />`);
    expect(html`<textarea name="text">${override}</textarea>`.toString()).toBe(
      `<textarea name="text">${override}</textarea>`,
    );
    expect(html`<bdi>${override}</bdi>`.toString()).toBe(`<bdi>${override}</bdi>`);
    expect(attrs({ value: override }).toString()).toBe(`value="${override}"`);
  });

  test('is isolated item by item in a list', () => {
    expect(html`${['a', override]}`.toString()).toBe(`a<bdi>${override}</bdi>`);
  });
});
