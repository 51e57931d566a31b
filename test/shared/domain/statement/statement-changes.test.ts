import { expect, test } from 'vitest';
import type { WireFact } from '../../../../shared/domain/facts/facts.ts';
import { type Annotations, annotationsOf } from '../../../../shared/persistence/annotations.ts';
import { statementPage } from '../../../../shared/web/statement-page.ts';
import { aPolicy, down, notice, statement } from '../../../support/builders/month-builder.ts';
import { textOf } from '../../../support/builders/page-markup.ts';
import { pageRevision } from '../../../support/builders/sample-statement.ts';
import { instantText } from '../../../support/builders/instant-text.ts';

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

/** The text of a second revision, from the evidence of the first and of the second. */
const secondRevision = (
  before: readonly WireFact[],
  after: readonly WireFact[],
  annotations: Annotations = {},
): string => {
  const policy = aPolicy({ notice: { required: true } });
  const [old, now] = [statement({ policy, facts: before }), statement({ policy, facts: after })];
  const revisions = [pageRevision(1, old, 0), pageRevision(2, now, old.amountMinor)];
  const text = textOf(statementPage({ statement: now, customerName: 'Acme', revisions, annotations }));
  return text.slice(text.indexOf('Revision 2'));
};

test.each<[what: string, fact: WireFact, others: readonly WireFact[], change: string]>([
  ['a notice', notice('14T09:10'), [DOWN], 'down, forfeited → down, counted'],
  ['an exclusion', EXCLUSION, [DOWN, notice('14T09:00')], 'down, counted → down, excused'],
  ['a maintenance', MAINTENANCE, [DOWN, notice('14T09:00')], 'down, counted → scheduled maintenance'],
  ['a declared downtime', DOWN, [], 'up → down, forfeited'],
])('a revision names %s that is added, before its effect, or removed', (_, fact, others, change) => {
  const came = secondRevision(others, [...others, fact]);
  const named = `${fact.id} added as evidence`;
  expect(came).toContain(named);
  expect(came).toContain(change);
  expect(came.indexOf(named)).toBeLessThan(came.indexOf(change));
  expect(secondRevision([...others, fact], others)).toContain(`${fact.id} removed from the evidence`);
});

test('a revision does not name unchanged evidence', () => {
  const facts = [DOWN, notice('14T09:00'), EXCLUSION];
  expect(secondRevision(facts, [...facts, down('20T09:00', '20T11:00')])).not.toContain('AUP-19');
});

test('a revision quotes the reason of a retraction as text', () => {
  const of = { kind: 'exclusion', id: 'AUP-19' } as const;
  const annotations = annotationsOf([
    { fact: { kind: 'retraction', id: 'r', of, reason: 'it is <b>theirs</b>' }, by: 'desk' },
  ]);
  expect(secondRevision([DOWN, notice('14T09:00'), EXCLUSION], [DOWN, notice('14T09:00')], annotations)).toContain(
    'Exclusion AUP-19 removed from the evidence, retracted: it is <b>theirs</b>',
  );
});
