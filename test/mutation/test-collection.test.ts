import { describe, expect, test } from 'vitest';
import { collectTests } from './test-collection.ts';

/** Collects tests as a file of the domain registers them. */
const collected = (register: (vitest: ReturnType<typeof collectTests>['vitest']) => void) => {
  const { tests, vitest, inFile } = collectTests();
  inFile('time/a.test.ts');
  register(vitest);
  return tests;
};

describe('collected tests', () => {
  test('have the file, the groups and the title in their id', () => {
    const tests = collected(({ describe: group, test: one, it }) => {
      group('outer', () => {
        group('inner', () => one('a', () => 1));
        one('b', () => 2);
      });
      it('b', () => 3);
      it('b', () => 4);
    });
    expect(tests.map(({ id, run }) => [id, run()])).toEqual([
      ['time/a.test.ts outer inner a', 1],
      ['time/a.test.ts outer b', 2],
      ['time/a.test.ts b', 3],
      ['time/a.test.ts b (2)', 4],
    ]);
  });

  test('come from each row of a table', () => {
    const tests = collected(({ describe: group, test: one }) => {
      one.each([{ n: 1 }, { n: 2 }])('$n apples', (row) => row);
      one.each([
        ['a', 1],
        ['b', 2],
      ])('%s', (...values) => values);
      group.each([7])('of %i', (n) => one('c', () => n));
    });
    expect(tests.map(({ id, run }) => [id.split(' ').slice(1).join(' '), run()])).toEqual([
      ['1 apples', { n: 1 }],
      ['2 apples', { n: 2 }],
      ['a', ['a', 1]],
      ['b', ['b', 2]],
      ['of 7 c', 7],
    ]);
  });

  test('fail by the expectations of vitest', () => {
    const [failing] = collected(({ test: one, expect: expected }) => one('a', () => expected(1).to.equal(2)));
    expect(() => failing?.run()).toThrow('expected 1 to equal 2');
  });
});
