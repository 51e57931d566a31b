import { writeFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { ANSWERS } from '../shared/api/answer-schemas.ts';
import { API_ROUTES } from '../shared/config/api-routes.ts';
import { openApiPage } from '../shared/web/open-api-page.ts';
import { clientTypes } from './client-types.ts';
import { DOCUMENTED_CALLS, type DocumentedCall } from './documented-calls.ts';
import { isMain, ROOT } from './source-files.ts';

/**
 * Writes the OpenAPI document of the HTTP API, its page, and the types of `sla`: `node scripts/openapi.ts`.
 * The schemas are those that parse the calls.
 */

export const OPENAPI_FILES = {
  document: `${ROOT}docs/openapi.json`,
  page: `${ROOT}docs/openapi.html`,
  types: `${ROOT}local/cli/sla/api-paths.ts`,
} as const;

export type JsonObject = { readonly [key: string]: unknown };

const schemaOf = (schema: z.core.$ZodType, io: 'input' | 'output' = 'input'): JsonObject => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return json;
};

const pathParameters = (path: string): JsonObject[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: name === 'month' ? { type: 'string', examples: ['2026-10'] } : { type: 'string' },
  }));

const objectSchema = z.object({ properties: z.record(z.string(), z.unknown()) });

const queryParameters = (query: z.core.$ZodType | undefined): JsonObject[] =>
  query === undefined
    ? []
    : Object.entries(z.parse(objectSchema, schemaOf(query)).properties).map(([name, schema]) => ({
        name,
        in: 'query',
        required: false,
        schema,
      }));

const json = (schema: JsonObject, type = 'application/json'): JsonObject => ({ [type]: { schema } });
const answerRef = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

const PROBLEMS: Readonly<Record<string, string>> = {
  400: 'The request is invalid; each fault has its place and rule.',
  403: 'The caller may not call this route.',
  404: 'There is no such customer, month or fact.',
  409: 'The id has other content already.',
};

const operation = (route: string, call: DocumentedCall): JsonObject => {
  const [method = '', path = ''] = route.split(' ');
  const parameters = [...pathParameters(path), ...queryParameters(call.query)];
  return {
    operationId: operationId(method, path),
    summary: call.summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(call.body === undefined ? {} : { requestBody: { required: true, content: json(schemaOf(call.body)) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(call.answers).map(([status, { meaning, schema, type }]) => [
          status,
          { description: meaning, content: json(answerRef(schema), type) },
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(PROBLEMS).map(([status, description]) => [
          status,
          { description, content: json(answerRef('problem'), 'application/problem+json') },
        ]),
      ),
    },
  };
};

/** Returns `putCustomersFees` for `PUT /customers/{id}/fees/{month}`. */
const operationId = (method: string, path: string): string =>
  [method.toLowerCase(), ...path.split('/').filter((segment) => segment !== '')]
    .map((segment) => segment.replace(/^\{(\w+)\}$/, 'by-$1'))
    .join('-');

/** Returns the OpenAPI document of the HTTP API. */
export const openApiDocument = () => ({
  openapi: '3.1.1',
  info: {
    title: 'sla-credits',
    version: '1',
    summary: 'Records evidence of downtime, and reads customers, facts and months.',
    description: 'Every call is signed with SigV4 (service `execute-api`). docs/api.md explains the calls.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [
    { url: '{ApiUrl}', variables: { ApiUrl: { default: 'https://example.execute-api.us-east-1.amazonaws.com' } } },
  ],
  security: [{ sigv4: [] }],
  paths: Object.fromEntries(
    [...Map.groupBy(API_ROUTES, (route) => route.split(' ')[1] ?? '')].map(([path, routes]) => [
      path,
      Object.fromEntries(
        routes.flatMap((route) => {
          const call = DOCUMENTED_CALLS[route];
          return call === undefined ? [] : [[route.split(' ', 1)[0]?.toLowerCase(), operation(route, call)]];
        }),
      ),
    ]),
  ),
  components: {
    schemas: Object.fromEntries(Object.entries(ANSWERS).map(([name, schema]) => [name, schemaOf(schema, 'output')])),
    securitySchemes: {
      sigv4: {
        type: 'apiKey',
        in: 'header',
        name: 'Authorization',
        description: 'An AWS Signature Version 4 of a principal with `execute-api:Invoke`.',
      },
    },
  },
});

/** Returns the text of each generated file. */
export const openApiFiles = (): Readonly<Record<keyof typeof OPENAPI_FILES, string>> => {
  const document = openApiDocument();
  return {
    document: `${JSON.stringify(document, null, 2)}\n`,
    page: openApiPage(document, { href: 'openapi.json' }),
    types: clientTypes(document),
  };
};

if (isMain(import.meta.url)) {
  const { document, page, types } = openApiFiles();
  writeFileSync(OPENAPI_FILES.document, document);
  writeFileSync(OPENAPI_FILES.page, page);
  writeFileSync(OPENAPI_FILES.types, types);
}
