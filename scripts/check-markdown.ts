import { readFileSync } from 'node:fs';
import { type Configuration } from 'markdownlint';
import { lint } from 'markdownlint/sync';
import * as z from 'zod/mini';
import { type Finding, reportFindings } from './findings.ts';
import { isMain, MARKDOWN_PATHS, readSources, ROOT, type SourceFile } from './source-files.ts';

/** Checks the form of every Markdown file by markdownlint and .markdownlint.json: `npm run check:markdown`. */

const RULES = z.record(z.string(), z.union([z.boolean(), z.record(z.string(), z.unknown())]));

/** Returns the violations that markdownlint finds in these files. */
export const checkMarkdown = (files: readonly SourceFile[], config: Configuration): Finding[] => {
  const strings = Object.fromEntries(files.map(({ path, text }) => [path, text]));
  return Object.entries(lint({ strings, config })).flatMap(([file, errors]) =>
    errors.map(({ lineNumber, ruleNames, ruleDescription, errorDetail, errorContext }) => {
      const details = [ruleDescription, errorDetail, errorContext].filter(
        (each) => each !== null && each !== undefined,
      );
      return { file, line: lineNumber, rule: ruleNames.join('/'), text: details.join('; ') };
    }),
  );
};

if (isMain(import.meta.url)) {
  const config = z.parse(RULES, JSON.parse(readFileSync(`${ROOT}.markdownlint.json`, 'utf8')));
  reportFindings(checkMarkdown(readSources(MARKDOWN_PATHS, '.md'), config), 'The Markdown is well-formed');
}
