import * as z from 'zod/mini';
import { type Html, html } from '../shared/web/html.ts';
import { page } from '../shared/web/page.ts';
import { typeOf } from './client-types.ts';

const field = z.looseObject({
  description: z.optional(z.string()),
  type: z.optional(z.unknown()),
  items: z.optional(z.unknown()),
  oneOf: z.optional(z.array(z.unknown())),
  properties: z.optional(z.record(z.string(), z.unknown())),
  required: z.optional(z.array(z.string())),
});
const reference = z.object({ $ref: z.string() });
const example = z.looseObject({ summary: z.string(), payload: z.unknown() });
const message = z.looseObject({
  title: z.string(),
  summary: z.string(),
  contentType: z.string(),
  examples: z.optional(z.array(example)),
});
const asyncApi = z.looseObject({
  info: z.looseObject({ title: z.string(), description: z.string() }),
  channels: z.record(
    z.string(),
    z.looseObject({
      title: z.string(),
      address: z.string(),
      description: z.string(),
      messages: z.record(z.string(), reference),
    }),
  ),
  operations: z.record(z.string(), z.looseObject({ title: z.string(), summary: z.string(), channel: reference })),
  components: z.looseObject({ messages: z.record(z.string(), message), schemas: z.record(z.string(), z.unknown()) }),
});

const lastOf = ({ $ref }: z.output<typeof reference>): string => $ref.split('/').at(-1) ?? '';

type Row = {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string | undefined;
};

const kinds = z.object({ properties: z.object({ kind: z.object({ const: z.string() }) }) });
/** Returns the kind of an item among several, ` (goodwill)`. */
const kindOf = (schema: unknown): string => {
  const { success, data } = z.safeParse(kinds, schema);
  return success ? ` (${data.properties.kind.const})` : '';
};

/** Lists the fields of a schema, those of inner objects with their path: `data.lines[].amountMinor`. */
const rowsOf = (schema: unknown, prefix = ''): Row[] => {
  const { properties = {}, required = [] } = z.parse(field, schema);
  return Object.entries(properties).flatMap(([name, each]) => {
    const { description, items, properties: inner } = z.parse(field, each);
    const itemKinds = items === undefined ? [] : (z.parse(field, items).oneOf ?? [items]);
    const ofItems = itemKinds.flatMap((kind) => rowsOf(kind, `${prefix}${name}[]${kindOf(kind)}.`));
    const type = inner !== undefined ? 'object' : ofItems.length > 0 ? 'array of objects' : typeOf(each);
    const path = `${prefix}${name}`;
    return [
      { name: path, type, isRequired: required.includes(name), description },
      ...(inner === undefined ? [] : rowsOf(each, `${path}.`)),
      ...ofItems,
    ];
  });
};

const fieldTable = (schema: unknown): Html =>
  html`<table>
    <thead>
      <tr>
        <th>field</th>
        <th>type</th>
        <th>meaning</th>
      </tr>
    </thead>
    <tbody>
      ${rowsOf(schema).map(
        ({ name, type, isRequired, description }) =>
          html`<tr>
            <td><code>${name}</code>${isRequired ? '' : ' (optional)'}</td>
            <td><code>${type}</code></td>
            <td>${description}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;

const STYLE = 'pre{white-space:pre-wrap;overflow-wrap:anywhere}code{overflow-wrap:anywhere}';

/** Returns the page of the AsyncAPI document. It stands alone, and loads nothing. */
export const asyncApiPage = (document: unknown): string => {
  const { info, channels, operations, components } = z.parse(asyncApi, document);
  const body = html`<header>
      <p class="overline">Messages</p>
      <h1>${info.title}</h1>
    </header>
    <main>
      <p class="lead">${info.description} The document is <a href="asyncapi.json">asyncapi.json</a> (AsyncAPI 3.0).</p>
      <h2>Channels</h2>
      ${Object.entries(channels).map(
        ([id, { title, address, description, messages }]) =>
          html`<section id="channel-${id}">
            <h3>${title}</h3>
            <p><code>${address}</code></p>
            <p>${description}</p>
            <ul>
              ${Object.values(operations)
                .filter(({ channel }) => lastOf(channel) === id)
                .map((each) => html`<li>${each.title}: ${each.summary}</li>`)}
              ${Object.values(messages).map((ref) => {
                const found = components.messages[lastOf(ref)];
                return html`<li>${found?.title}: ${found?.summary} <code>${found?.contentType}</code></li>`;
              })}
            </ul>
          </section>`,
      )}
      <h2>Examples</h2>
      ${Object.values(components.messages).flatMap(({ title, examples = [] }) =>
        examples.map(
          ({ summary, payload }) =>
            html`<p>${title}. ${summary}</p>
              <pre tabindex="0">${JSON.stringify(payload, null, 2)}</pre>`,
        ),
      )}
      <h2>Schemas</h2>
      ${Object.entries(components.schemas).map(
        ([name, schema]) =>
          html`<section id="schema-${name}">
            <h3>${name}</h3>
            <div class="wide" tabindex="0" role="region" aria-label="Fields of ${name}">${fieldTable(schema)}</div>
          </section>`,
      )}
    </main>`;
  return page({ title: info.title, body, frame: { style: STYLE, above: html`` } });
};
