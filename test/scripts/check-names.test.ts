import { expect, test } from 'vitest';
import { checkNames } from '../../scripts/check-names.ts';

const check = (files: Record<string, string>, collections: readonly string[] = []): string[] =>
  checkNames(
    Object.entries(files).map(([path, text]) => ({ path, text })),
    collections,
  ).map(({ file, rule, text }) => `${file}: ${rule}: ${text}`);

test('unique names in files named after them pass', () => {
  const files = {
    'shared/lib/parse-json.ts': 'export const parseJson = 1; const local = 2;',
    'shared/lib/aws-retries.ts':
      'export const AWS_RETRIES = 1; export type Retry = 1; export { parseJson } from "./parse-json.ts";',
    'infra/stack.ts': 'export class SlaCreditsStack {}',
    'shared/web/credits-section.ts': 'export const credits = 1; const local = 2;',
    'functions/a/handler.ts': 'export const handler = 1;',
    'functions/b/handler.ts': 'export const handler = 1;',
    'sla.config.ts': 'export default {};',
    'test/shared/lib/parse-json.test.ts': '',
    'test/functions/a/handler.test.ts': '',
    'test/functions/b/handler.test.ts': '',
  };
  expect(check(files)).toEqual([]);
});

test('a second export of one name fails', () => {
  const files = { 'shared/judge.ts': 'export const judge = 1;', 'local/judge-case.ts': 'export type judge = 1;' };
  expect(check(files)).toEqual(['local/judge-case.ts: exported name: judge is exported by shared/judge.ts too']);
});

test('a second file of one name fails', () => {
  const files = { 'a/months.ts': 'export const months = 1;', 'b/months.ts': 'export const monthsOf = 1;' };
  expect(check(files)).toEqual(['b/months.ts: file name: a/months.ts has the same name']);
});

test('only a collection may be named after none of its exports', () => {
  const files = { 'shared/whom.ts': 'export const selectCustomers = 1; export type Page = 1;' };
  const text = 'shared/whom.ts: file name: is named after none of its exports: selectCustomers, Page';
  expect(check(files)).toEqual([text]);
  expect(check(files, ['whom'])).toEqual([]);
});

test('a test outside the mirrored folder fails', () => {
  const files = { 'shared/lib/a.ts': 'export const a = 1;', 'test/shared/a.test.ts': '' };
  expect(check(files)).toEqual([
    'test/shared/a.test.ts: test file: tests shared/lib/a.ts, so its place is test/shared/lib/',
  ]);
});

test('a collection without a file fails', () => {
  expect(check({}, ['money'])).toHaveLength(1);
});
