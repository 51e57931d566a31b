import { format } from 'node:util';
import { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';

/** A test of the domain as a function. */
export type CollectedTest = { readonly file: string; readonly id: string; readonly run: () => unknown };

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

/** The expectations of vitest, which need none of its workers. Asymmetric matchers (`expect.any`) are properties of chai's function. */
const expect = Object.assign(
  (value: unknown, message?: string): Chai.Assertion => chai.expect(value, message),
  chai.expect,
);

type Body = (...values: readonly unknown[]) => unknown;
type Define = (title: string, run: Body) => void;

/** As vitest: `$key` is a value of the row, and `%s` the next value. */
const titleOf = (title: string, row: unknown, values: readonly unknown[]): string =>
  title.includes('%')
    ? format(title, ...values.slice(0, title.split('%').length - 1))
    : title.replaceAll(/\$(\w+)/g, (_, key) => String(Object(row)[key]));

const each =
  (define: Define) =>
  (rows: readonly unknown[]): Define =>
  (title, run) => {
    for (const row of rows) {
      const values = Array.isArray(row) ? row : [row];
      define(titleOf(title, row, values), () => run(...values));
    }
  };

/** Returns the part of vitest that the tests of the domain use. It collects tests in place of running them. */
export const collectTests = () => {
  const tests: CollectedTest[] = [];
  const uses = new Map<string, number>();
  const names: string[] = [];
  let file = '';

  const test: Define = (title, run) => {
    const name = [file, ...names, title].join(' ');
    const use = (uses.get(name) ?? 0) + 1;
    uses.set(name, use);
    tests.push({ file, id: use === 1 ? name : `${name} (${use})`, run: () => run() });
  };
  const describe: Define = (title, run) => {
    names.push(title);
    run();
    names.pop();
  };
  const vitest = {
    describe: Object.assign(describe, { each: each(describe) }),
    test: Object.assign(test, { each: each(test) }),
    it: Object.assign(test, { each: each(test) }),
    expect,
  };
  const inFile = (next: string): void => {
    file = next;
  };
  return { tests, vitest, inFile };
};
