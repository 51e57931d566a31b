import * as z from 'zod/mini';
import { type Html, html } from './html.ts';
import { page, type PageFrame } from './page.ts';

const parameter = z.object({ name: z.string(), in: z.string(), required: z.boolean(), schema: z.unknown() });
const media = z.object({ schema: z.unknown() });
const operation = z.object({
  summary: z.string(),
  parameters: z.optional(z.array(parameter)),
  requestBody: z.optional(z.object({ content: z.record(z.string(), media) })),
  responses: z.record(z.string(), z.object({ description: z.string(), content: z.record(z.string(), media) })),
});
const openApi = z.looseObject({
  info: z.looseObject({ title: z.string(), summary: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

const pretty = (schema: unknown): string => JSON.stringify(schema, null, 2);
const anchor = (route: string): string => route.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
const refName = (schema: unknown): string | undefined =>
  z
    .safeParse(z.object({ $ref: z.string() }), schema)
    .data?.$ref.split('/')
    .at(-1);

const schemaHtml = (schema: unknown): Html => {
  const name = refName(schema);
  return name === undefined
    ? html`<details>
        <summary>JSON Schema</summary>
        <pre tabindex="0">${pretty(schema)}</pre>
      </details>`
    : html`<a href="#schema-${name}">${name}</a>`;
};

type Call = { readonly route: string; readonly call: z.output<typeof operation> };

const callSection = ({ route, call }: Call): Html =>
  html`<section id="${anchor(route)}">
    <h2><code>${route}</code></h2>
    <p>${call.summary}</p>
    ${
      call.parameters === undefined
        ? undefined
        : html`<div class="wide" role="region" aria-label="Parameters of ${route}" tabindex="0">
            <table class="ledger">
              <thead>
                <tr>
                  <th scope="col">parameter</th>
                  <th scope="col">in</th>
                  <th scope="col">schema</th>
                </tr>
              </thead>
              <tbody>
                ${call.parameters.map(
                  (each) =>
                    html`<tr>
                      <th scope="row"><code>${each.name}</code></th>
                      <td>${each.in}</td>
                      <td><code>${JSON.stringify(each.schema)}</code></td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    ${
      call.requestBody === undefined
        ? undefined
        : html`<h3>Body</h3>
            ${Object.values(call.requestBody.content).map(({ schema }) => schemaHtml(schema))}`
    }
    <h3>Answers</h3>
    <ul>
      ${Object.entries(call.responses).map(
        ([status, { description, content }]) =>
          html`<li>
            <strong>${status}</strong> ${description} ${Object.values(content).map(({ schema }) => schemaHtml(schema))}
          </li>`,
      )}
    </ul>
  </section>`;

type OpenApiPage = {
  /** The address of the document. */
  readonly href: string;
  /** @default none: the page stands alone */
  readonly frame?: PageFrame;
};

/** Returns the page of an OpenAPI document. It loads nothing. */
export const openApiPage = (document: unknown, { href, frame }: OpenApiPage): string => {
  const { info, paths, components } = z.parse(openApi, document);
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => ({ route: `${method.toUpperCase()} ${path}`, call })),
  );
  const body = html`<header>
      <p class="overline">HTTP API</p>
      <h1>${info.title}</h1>
    </header>
    <main>
      <p class="lead">${info.summary} The document is <a href="${href}">openapi.json</a> (OpenAPI 3.1).</p>
      <nav aria-label="Calls">
        <ul>
          ${calls.map(({ route }) => html`<li><a href="#${anchor(route)}">${route}</a></li>`)}
        </ul>
      </nav>
      ${calls.map(callSection)}
      <h2>Schemas</h2>
      ${Object.entries(components.schemas).map(
        ([name, schema]) =>
          html`<section id="schema-${name}">
            <h3>${name}</h3>
            <pre tabindex="0">${pretty(schema)}</pre>
          </section>`,
      )}
    </main>`;
  return page({ title: `${info.title}: HTTP API`, body, frame });
};
