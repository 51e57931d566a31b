import { readFileSync, writeFileSync } from 'node:fs';
import { publicPresets } from '../shared/domain/policy/public-presets.ts';
import { isMain, ROOT } from './source-files.ts';

/** Writes the table of presets into docs/policies.md, between its two markers: `node scripts/preset-table.ts`. */

const FILE = `${ROOT}docs/policies.md`;
const MARKED = /(<!-- presets:begin -->\n)[^]*?(\n<!-- presets:end -->)/;

/** Returns the Markdown table of the presets: vendor, source, id, and what each does not express. */
export const presetTable = (): string =>
  [
    '| vendor | terms | preset | exact, or what is lost |',
    '| --- | --- | --- | --- |',
    ...publicPresets.map(
      ({ policy, vendor, title, source, notExpressed }) =>
        `| ${vendor} | [${title}](${source.url}), ${source.date} | \`${policy.id}\` | ${
          notExpressed.length === 0 ? 'exact' : notExpressed.join(' ')
        } |`,
    ),
  ].join('\n');

if (isMain(import.meta.url)) {
  writeFileSync(
    FILE,
    readFileSync(FILE, 'utf8').replace(MARKED, (_, begin: string, end: string) => `${begin}\n${presetTable()}\n${end}`),
  );
}
