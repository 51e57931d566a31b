import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { neededRoles, rolesOfGroups } from '../../../../functions/console/sign-in/needed-roles.ts';

const groups = { look: ['support', 'all'], record: ['success'], approve: ['finance'] };

test.each([
  [[], []],
  [['Support'], []],
  [['support'], ['look']],
  [
    ['finance', 'success'],
    ['record', 'approve'],
  ],
])('the groups %j have the roles %j', (given, roles) => {
  expect(rolesOfGroups(given, groups)).toEqual(roles);
});

test('a group without a role adds no role', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (given) => {
      const others = given.filter((group) => !Object.values(groups).flat().includes(group));
      expect(rolesOfGroups(others, groups)).toEqual([]);
    }),
  );
});

test.each([
  ['GET', '/console/months/2026-10', ['look', 'record', 'approve']],
  ['GET', '/console/record', ['record']],
  ['GET', '/console/record/notice', ['record']],
  ['GET', '/console/records', ['look', 'record', 'approve']],
  ['POST', '/console/record/notice', ['record']],
  ['POST', '/console/months/2026-10/close', ['record']],
  ['POST', '/console/goodwill', ['record']],
  ['POST', '/console/approvals/acme.2026-10.1', ['approve']],
  ['POST', '/console/invoice-reviews/acme.2026-10.1', ['approve']],
  ['POST', '/console/invoice-reviews/2026-10-1-acme', ['approve']],
  ['POST', '/console/unmatched/1', ['record']],
  ['POST', '/console', ['record']],
])('%s %s needs one of %j', (method, path, roles) => {
  expect(neededRoles(method, path)).toEqual(roles);
});
