import { posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { lineAt, type SourceFile } from './source-files.ts';

/** One import or re-export. `typeOnly` if all that it names are types. */
export type Import = {
  readonly from: string;
  readonly line: number;
  /** The imported file by its path from the root, or the name of a package (`node:fs`, `@aws-sdk/client-sqs`). */
  readonly to: string;
  readonly kind: 'file' | 'package';
  readonly typeOnly: boolean;
};

const packageName = (specifier: string): string => {
  if (specifier.startsWith('node:')) return specifier.split('/', 1).join('');
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
};

/** Returns every import of a file: static, dynamic, re-exported, and `import('…')` in a type. */
export const importsOf = ({ path, text }: SourceFile): Import[] => {
  const { module, program } = parseSync(path, text);
  const found: Import[] = [];
  const add = (specifier: string, offset: number, typeOnly: boolean): void => {
    const isFile = specifier.startsWith('.');
    found.push({
      from: path,
      line: lineAt(text, offset),
      to: isFile ? posix.join(posix.dirname(path), specifier) : packageName(specifier),
      kind: isFile ? 'file' : 'package',
      typeOnly,
    });
  };
  for (const { moduleRequest, entries, start } of module.staticImports) {
    add(moduleRequest.value, start, entries.length > 0 && entries.every(({ isType }) => isType));
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType, start } of entries) {
      if (moduleRequest !== null) add(moduleRequest.value, start, isType);
    }
  }
  new Visitor({
    ImportExpression({ source, start }) {
      if (source.type === 'Literal' && typeof source.value === 'string') add(source.value, start, false);
    },
    TSImportType({ source, start }) {
      add(source.value, start, true);
    },
  }).visit(program);
  return found;
};
