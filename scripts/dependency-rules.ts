import { DEPENDENCIES, type FolderRule } from './dependencies.ts';

type Rules = readonly FolderRule[];

const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** Returns the rule of the longest folder that contains a path; undefined if no rule covers it. */
export const ruleOf = (path: string, rules: Rules = DEPENDENCIES): FolderRule | undefined =>
  rules.filter(({ folder }) => isBelow(path, folder)).toSorted((a, b) => b.folder.length - a.folder.length)[0];

const includes = (listed: readonly string[] | undefined, folder: string): boolean =>
  (listed ?? []).some((each) => (each.endsWith('/*') ? isBelow(folder, each.slice(0, -2)) : each === folder));

const parent = (path: string): string => path.split('/').slice(0, -1).join('/');

/** A file with a rule of its own is imported like the rest of its folder. */
const folderOf = (rule: FolderRule, rules: Rules): FolderRule => ruleOf(parent(rule.folder), rules) ?? rule;

/** Returns which exports of `to` the code of `from` may import. */
export const allowed = (from: FolderRule, to: FolderRule, rules: Rules = DEPENDENCIES): 'all' | 'types' | 'none' => {
  const target = to.folder.endsWith('.ts') ? folderOf(to, rules) : to;
  if (target === from || includes(from.imports, target.folder)) return 'all';
  return includes(from.types, target.folder) ? 'types' : 'none';
};

/** Returns whether a folder may import a package, or a built-in module of Node (`node:fs`). */
export const allowsPackage = ({ packages }: FolderRule, name: string): boolean =>
  packages.includes('*') || packages.includes(name);

type Pattern = { readonly message: string; readonly allowTypeImports?: true } & (
  | { readonly group: string[] }
  | { readonly regex: string }
);

/** One entry of `overrides` in .oxlintrc.json. */
export type LintOverride = {
  readonly files: string[];
  readonly rules: { readonly 'no-restricted-imports': ['error', { readonly patterns: Pattern[] }] };
};

/** A relative import contains a folder's last segment at least. Folders below that have rules of their own are not meant. */
const importPattern = ({ folder }: FolderRule, rules: Rules): string => {
  if (folder.endsWith('.ts')) return `${folder.replaceAll('.', '[.]')}$`;
  const hasInner = rules.some((each) => each.folder.startsWith(`${folder}/`) && !each.folder.endsWith('.ts'));
  return `${folder.split('/').at(-1)}/${hasInner ? '[^/]+$' : ''}`;
};

const isFolder = ({ folder }: FolderRule): boolean => !folder.includes('/') || !folder.endsWith('.ts');

/** Returns the lint rules of the table. The last override that matches a file applies, so narrower folders come last. */
export const lintOverrides = (packages: readonly string[], rules: Rules = DEPENDENCIES): LintOverride[] =>
  rules
    .toSorted((a, b) => a.folder.split('/').length - b.folder.split('/').length)
    .map((rule) => {
      const foldersWith = (kind: 'types' | 'none'): string[] =>
        rules
          .filter((each) => isFolder(each) && each.folder !== rule.folder && allowed(rule, each, rules) === kind)
          .map((each) => importPattern(each, rules));
      const others = packages.filter((name) => !allowsPackage(rule, name));
      const builtIns = rule.packages.filter((name) => name.startsWith('node:')).map((name) => `!${name}`);
      const packagePatterns: Pattern[] = rule.packages.includes('*')
        ? []
        : [
            { regex: `^(${others.join('|')})(/|$)`, message: message(rule, 'packages') },
            { group: ['node:*', ...builtIns], message: message(rule, 'modules of Node') },
          ];
      const folderPattern = (folders: readonly string[], types: boolean): Pattern[] => {
        if (folders.length === 0) return [];
        const pattern = { regex: `(^|/)(${folders.join('|')})`, message: message(rule, 'folders') };
        return [types ? { ...pattern, allowTypeImports: true } : pattern];
      };
      const folderPatterns = [
        ...folderPattern(foldersWith('none'), false),
        ...folderPattern(foldersWith('types'), true),
      ];
      const override: LintOverride = {
        files: [rule.folder.endsWith('.ts') ? rule.folder : [rule.folder, '**'].join('/')],
        rules: { 'no-restricted-imports': ['error', { patterns: [...packagePatterns, ...folderPatterns] }] },
      };
      return override;
    });

const message = ({ folder, purpose }: FolderRule, kind: string): string =>
  `${folder} (${purpose}) imports only the ${kind} that scripts/dependencies.ts lists for it.`;

/** Returns the Mermaid flowchart of the table. An arrow means "may import"; arrows that others imply are left out. */
export const dependencyDiagram = (rules: Rules = DEPENDENCIES): string => {
  const folders = rules.filter(isFolder);
  const nodes = [...new Set(folders.map(nodeOf))];
  const edges = new Map(nodes.map((node) => [node, new Set<string>()]));
  for (const from of folders) {
    for (const to of folders) {
      if (allowed(from, to, rules) !== 'none' && nodeOf(from) !== nodeOf(to)) edges.get(nodeOf(from))?.add(nodeOf(to));
    }
  }
  const reaches = (from: string, to: string): boolean =>
    [...(edges.get(from) ?? [])].some((next) => next === to || reaches(next, to));
  const drawn = nodes.flatMap((from) =>
    [...(edges.get(from) ?? [])]
      .filter((to) => ![...(edges.get(from) ?? [])].some((via) => via !== to && reaches(via, to)))
      .map((to) => `  ${idOf(from)} --> ${idOf(to)}`),
  );
  const inDomain = nodes.filter((node) => node.startsWith('shared/domain'));
  return [
    '```mermaid',
    'flowchart TD',
    ...nodes.filter((node) => !inDomain.includes(node)).map((node) => `  ${idOf(node)}["${node}"]`),
    '  subgraph domain["shared/domain (pure)"]',
    ...inDomain.map(
      (node) =>
        `    ${idOf(node)}["${node === 'shared/domain' ? 'evaluate-input' : node.slice('shared/domain/'.length)}"]`,
    ),
    '  end',
    ...drawn,
    '```',
  ].join('\n');
};

/** All functions but the shared wiring and the console's pages are one node. */
const nodeOf = ({ folder }: FolderRule): string =>
  /^functions\/(?!lambda$|console\/pages$)/.test(folder) ? 'functions/*' : folder;

const idOf = (node: string): string =>
  node
    .replace('*', 'name')
    .replaceAll(/[^a-z]+/g, '_')
    .replace(/_$/, '');
