import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { OPENAPI_FILES, openApiDocument, openApiFiles } from '../../scripts/openapi.ts';
import { DOCUMENTED_CALLS } from '../../scripts/documented-calls.ts';
import { API_ROUTES } from '../../shared/config/api-routes.ts';

test('the document has exactly the routes of the API', () => {
  expect(Object.keys(DOCUMENTED_CALLS).toSorted()).toEqual([...API_ROUTES].toSorted());
  const routes = Object.entries(openApiDocument().paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(routes.toSorted()).toEqual([...API_ROUTES].toSorted());
});

test('the document is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  const { document } = openApiFiles();
  expect(await validator.validate(JSON.parse(document))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  const broken = { ...openApiDocument(), paths: { '/facts': { get: { responses: 5 } } } };
  expect((await new Validator().validate(structuredClone(broken))).valid).toBe(false);
});

test.each(['document', 'page', 'types'] as const)('the generated %s is up to date', (name) => {
  expect(readFileSync(OPENAPI_FILES[name], 'utf8')).toBe(openApiFiles()[name]);
});
