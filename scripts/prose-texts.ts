import { type Expression, parseSync, type TemplateLiteral, Visitor } from 'oxc-parser';
import { lineAt, type SourceFile } from './source-files.ts';

/** A piece of prose in a file. Its text keeps the file's line breaks, so that each place in it has a line. */
export type ProseText = {
  readonly file: string;
  readonly line: number;
  readonly kind: 'markdown' | 'heading' | 'cell' | 'comment' | 'title' | 'string' | 'error';
  readonly text: string;
};

const newlines = (text: string): string => text.replaceAll(/[^\n]/g, '');

/** Replaces code by `X`, links by their text, and drops emphasis and tags. Keeps line breaks. */
const plainText = (text: string): string =>
  text
    .replaceAll(/`[^`]*`/g, (code) => `X${newlines(code)}`)
    .replaceAll(/!\[[^\]]*\]\([^)]*\)/g, newlines)
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/https?:\/\/[^\s)]+/g, 'X')
    .replaceAll(/<\/?[a-z][^>]*>/gi, (tag) => ` ${newlines(tag)}`)
    .replaceAll(/\*\*|\*|(?<!\w)_|_(?!\w)/g, '');

/** Returns the prose of a Markdown file: no code, no HTML comments, no quotations. A list item or a table cell is a text. */
export const markdownTexts = ({ path, text }: SourceFile): ProseText[] => {
  const withoutCode = text
    .replaceAll(/^( *)(```|~~~)[^]*?^ *\2.*$/gm, newlines)
    .replaceAll(/<!--[^]*?-->/g, newlines)
    .replaceAll(/`[^`\n]*`/g, 'X');
  const found: ProseText[] = [];
  let paragraph: { line: number; lines: string[] } | undefined;
  const end = (): void => {
    if (paragraph === undefined) return;
    found.push({ file: path, line: paragraph.line, kind: 'markdown', text: plainText(paragraph.lines.join('\n')) });
    paragraph = undefined;
  };
  for (const [index, written] of withoutCode.split('\n').entries()) {
    const line = written.trim();
    const item = /^([-*+]|\d+\.)\s+(?:\[[ x]\] )?(.*)$/.exec(line);
    if (line === '' || line.startsWith('>') || /^([-*_=]\s*){3,}$/.test(line)) {
      end();
    } else if (line.startsWith('#')) {
      end();
      found.push({ file: path, line: index + 1, kind: 'heading', text: plainText(line.replace(/^#+\s*/, '')) });
    } else if (line.startsWith('|')) {
      end();
      for (const cell of line.split(/(?<!\\)\|/).map((each) => each.trim())) {
        if (/[a-z]/i.test(cell)) found.push({ file: path, line: index + 1, kind: 'cell', text: plainText(cell) });
      }
    } else if (item !== null) {
      end();
      paragraph = { line: index + 1, lines: [item[2] ?? ''] };
    } else {
      paragraph ??= { line: index + 1, lines: [] };
      paragraph.lines.push(line);
    }
  }
  end();
  return found;
};

const DIRECTIVE = /^\s*(oxlint|eslint|@ts-|@vitest|v8 ignore|c8 ignore|#|\/ ?<)/;

/** Splits the lines of a comment at empty lines, list items and tags. */
const commentTexts = (file: string, firstLine: number, lines: readonly string[]): ProseText[] => {
  const found: { line: number; lines: string[] }[] = [];
  let isOpen = false;
  for (const [index, written] of lines.entries()) {
    const line = written.trim();
    const item = /^(?:[-*]|\d+\.|@\w+)\s+(.*)$/.exec(line);
    if (line === '') isOpen = false;
    else if (item !== null || !isOpen) {
      found.push({ line: firstLine + index, lines: [item?.[1] ?? line] });
      isOpen = true;
    } else found.at(-1)?.lines.push(line);
  }
  return found.map((each) => ({
    file,
    line: each.line,
    kind: 'comment',
    text: plainText(each.lines.join('\n')),
  }));
};

/** Returns the comments of a TypeScript file. Line comments below one another are one comment. */
const commentsOf = (
  { path, text }: SourceFile,
  comments: readonly { readonly type: string; readonly value: string; readonly start: number }[],
): ProseText[] => {
  const found: { line: number; lines: string[] }[] = [];
  for (const { type, value, start } of comments) {
    const line = lineAt(text, start);
    const last = found.at(-1);
    const ownLine = /^[ \t]*$/.test(text.slice(text.lastIndexOf('\n', start - 1) + 1, start));
    if (DIRECTIVE.test(value)) continue;
    if (type === 'Block') found.push({ line, lines: value.split('\n').map((each) => each.replace(/^\s*\*\s?/, '')) });
    else if (ownLine && last !== undefined && last.line + last.lines.length === line) last.lines.push(value);
    else found.push({ line, lines: [value] });
  }
  return found.flatMap(({ line, lines }) => commentTexts(path, line, lines));
};

const TEST_FUNCTIONS = new Set(['test', 'it', 'describe']);
const ERROR_NAME = /(Error|Invalid\w*|Failure|Rejected|Rejection|Fault)$/;

/** Returns the name at the root of a callee: `test` for `test.each(rows)`. */
const rootName = (callee: Expression): string | undefined => {
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type === 'MemberExpression') return rootName(callee.object);
  if (callee.type === 'CallExpression') return rootName(callee.callee);
  if (callee.type === 'TaggedTemplateExpression') return rootName(callee.tag);
  return undefined;
};

const isErrorName = (callee: Expression): boolean => ERROR_NAME.test(rootName(callee) ?? '');

/** Code, markup attributes, styles, queries and expressions are not for people. */
const CODE =
  /\{[^}]*[:;][\w-]|=>|\w="?\w|[#:]\w+ (=|<|>|IN|AND|BETWEEN)|attribute_|\b(SELECT|INSERT|CREATE TABLE|WHERE)\b|\b(const|export|import) \w+ (=|from)|\dpx\b|;\s*$/;
const TWO_WORDS = /[a-z’'X][,:;.?!)]?\s+[("“]?[A-Za-z]{2,}/;

const GENERATED_MARKDOWN = /\n(\||#+ |- )/;

const templateText = ({ quasis }: TemplateLiteral): string => quasis.map(({ value }) => value.cooked ?? '').join('X');

/** Returns the text of a string, a template or a `+` of them; undefined for any other expression. Holes are `X`. */
const stringText = (node: Expression): string | undefined => {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node.type === 'TemplateLiteral') return templateText(node);
  if (node.type === 'TaggedTemplateExpression') return rootName(node.tag) === 'html' ? templateText(node.quasi) : '';
  if (node.type === 'ParenthesizedExpression') return stringText(node.expression);
  if (node.type !== 'BinaryExpression' || node.operator !== '+') return undefined;
  const left = stringText(node.left);
  const right = stringText(node.right);
  return left === undefined && right === undefined ? undefined : `${left ?? 'X'}${right ?? 'X'}`;
};

/** Returns the comments, test titles and visible strings of a TypeScript file. The strings of tests are data. */
export const sourceTexts = (file: SourceFile): ProseText[] => {
  const { path, text } = file;
  const { program, comments } = parseSync(path, text);
  const found = commentsOf(file, comments);
  const seen = new Set<number>();
  let errorDepth = 0;

  const markSeen = (node: Expression): void => {
    seen.add(node.start);
    if (node.type === 'ParenthesizedExpression') markSeen(node.expression);
    if (node.type === 'TaggedTemplateExpression') seen.add(node.quasi.start);
    if (node.type === 'BinaryExpression') {
      if (node.left.type !== 'PrivateIdentifier') markSeen(node.left);
      markSeen(node.right);
    }
  };
  const addTitle = (node: Expression): void => {
    const title = stringText(node);
    markSeen(node);
    if (title !== undefined) found.push({ file: path, line: lineAt(text, node.start), kind: 'title', text: title });
  };
  const addString = (node: Expression): void => {
    if (seen.has(node.start)) return;
    const written = stringText(node);
    if (written === undefined) return;
    markSeen(node);
    if (path.startsWith('test/') || CODE.test(plainText(written)) || !TWO_WORDS.test(plainText(written))) return;
    if (GENERATED_MARKDOWN.test(written)) {
      const before = lineAt(text, node.start) - 1;
      found.push(...markdownTexts({ path, text: written }).map((each) => ({ ...each, line: each.line + before })));
      return;
    }
    const kind = errorDepth > 0 ? 'error' : 'string';
    // People read or hear these attributes. A block element ends a sentence; an inline element does not.
    const visible = written
      .replaceAll(/\b(?:aria-label|placeholder|title|alt)="([^"]*)"/g, '>\n\n$1\n\n<p')
      .replaceAll(/<\/?(p|h\d|li|ul|ol|td|th|tr|div|section|summary|dt|dd|br|label|button)\b[^>]*>/gi, '\n\n');
    const line = lineAt(text, node.start);
    for (const part of visible.split(/\n\s*\n/)) {
      if (TWO_WORDS.test(plainText(part))) found.push({ file: path, line, kind, text: plainText(part) });
    }
  };

  new Visitor({
    CallExpression({ callee, arguments: [first] }) {
      const isTest = TEST_FUNCTIONS.has(rootName(callee) ?? '') && path.startsWith('test/');
      if (isTest && first !== undefined && first.type !== 'SpreadElement') addTitle(first);
    },
    ImportDeclaration: ({ source }) => markSeen(source),
    ThrowStatement: () => void (errorDepth += 1),
    'ThrowStatement:exit': () => void (errorDepth -= 1),
    NewExpression: ({ callee }) => void (errorDepth += isErrorName(callee) ? 1 : 0),
    'NewExpression:exit': ({ callee }) => void (errorDepth -= isErrorName(callee) ? 1 : 0),
    BinaryExpression: addString,
    TaggedTemplateExpression: addString,
    TemplateLiteral: addString,
    Literal: addString,
  }).visit(program);
  return found;
};
