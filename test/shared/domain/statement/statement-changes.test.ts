import { expect, test } from 'vitest';
import type { WireFact } from '../../../../shared/domain/facts/facts.ts';
import { type Annotations, annotationsOf } from '../../../../shared/web/annotations.ts';
import { statementPage } from '../../../../shared/web/statement-page.ts';
import { aPolicy, down, notice, statement } from '../../../support/builders/month-builder.ts';
import { textOf } from '../../../support/builders/page-markup.ts';
import { revision } from '../../../support/builders/sample-statement.ts';
import { instantText } from '../../../support/builders/instant.ts';

const window = { start: instantText('14T09:00'), end: instantText('14T10:00'), scope: { customer: 'acme' } } as const;
const EXCLUSION: WireFact = { kind: 'exclusion', id: 'AUP-19', reason: 'policy-block', ...window };
const MAINTENANCE: WireFact = {
  kind: 'maintenance',
  id: 'CHG-1',
  announcedAt: instantText('01T09:00'),
  requestedBy: 'company',
  ...window,
};
const DOWN = down('14T09:00', '14T12:00');

/** What the second revision of a month tells, from what was known at the first and at the second. */
const told = (before: readonly WireFact[], after: readonly WireFact[], said: Annotations = {}): string => {
  const policy = aPolicy({ notice: { required: true } });
  const [old, now] = [statement({ policy, facts: before }), statement({ policy, facts: after })];
  const revisions = [revision(1, old, 0), revision(2, now, old.amountMinor)];
  const text = textOf(statementPage({ statement: now, customerName: 'Acme', revisions, said }));
  return text.slice(text.indexOf('Revision 2'));
};

test.each<[what: string, fact: WireFact, others: readonly WireFact[], change: string]>([
  ['a notice', notice('14T09:10'), [DOWN], 'down, forfeited → down, counted'],
  ['an exclusion', EXCLUSION, [DOWN, notice('14T09:00')], 'down, counted → down, excused'],
  ['a maintenance', MAINTENANCE, [DOWN, notice('14T09:00')], 'down, counted → scheduled maintenance'],
  ['a declared downtime', DOWN, [], 'up → down, forfeited'],
])('a revision names %s that came, before what it changed, and one that was retracted', (_, fact, others, change) => {
  const came = told(others, [...others, fact]);
  const named = `${fact.id} is evidence now`;
  expect(came).toContain(named);
  expect(came).toContain(change);
  expect(came.indexOf(named)).toBeLessThan(came.indexOf(change));
  expect(told([...others, fact], others)).toContain(`${fact.id} is no longer evidence`);
});

test('what was evidence before and still is, is not named', () => {
  const facts = [DOWN, notice('14T09:00'), EXCLUSION];
  expect(told(facts, [...facts, down('20T09:00', '20T11:00')])).not.toContain('AUP-19');
});

test('of evidence that was retracted it is said why, as text', () => {
  const of = { kind: 'exclusion', id: 'AUP-19' } as const;
  const said = annotationsOf([
    { fact: { kind: 'retraction', id: 'r', of, reason: 'it is <b>theirs</b>' }, by: 'desk' },
  ]);
  expect(told([DOWN, notice('14T09:00'), EXCLUSION], [DOWN, notice('14T09:00')], said)).toContain(
    'Exclusion AUP-19 is no longer evidence, retracted: it is <b>theirs</b>',
  );
});
