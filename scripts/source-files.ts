import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A text file, by its path from the root of the repository. */
export type SourceFile = { readonly path: string; readonly text: string };

/** The root of the repository, ending in `/`. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Folders of product code, and the one source file in the root. */
export const PRODUCT_FOLDERS = ['infra', 'functions', 'shared', 'local', 'bench', 'scripts', 'sla.config.ts'];

/** Markdown files and folders with Markdown. */
export const MARKDOWN_PATHS = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs',
  'test',
  '.github',
];

/** Reads the files below the given folders whose names end so, sorted by path. A folder may be a file, or be missing. */
export const readSources = (folders: readonly string[], ending: string, root = ROOT): SourceFile[] => {
  const existing = folders.filter((folder) => existsSync(root + folder));
  const paths = existing.flatMap((folder) =>
    folder.endsWith(ending)
      ? [folder]
      : readdirSync(root + folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
          .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length)),
  );
  return paths
    .filter((path) => !path.includes('node_modules/') && !path.startsWith('test/fixtures/'))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(root + path, 'utf8') }));
};

/** Returns the line (from 1) of an offset in a text. */
export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/** Returns whether Node was started with this module, rather than a test that imports it. */
export const isMain = (moduleUrl: string): boolean =>
  process.argv[1] !== undefined && moduleUrl === pathToFileURL(process.argv[1]).href;
