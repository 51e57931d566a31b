import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { askMapping } from '../../../../local/cli/try/ask-mapping.ts';
import { proposeMapping } from '../../../../local/cli/try/propose-mapping.ts';

const named = (...names: readonly string[]) => names.map((name) => ({ id: name, name }));

test.each([
  ['prod-voice-5xx', 'voice'],
  ['VoiceCalls5xxErrors', 'voice'],
  ['web-app latency p99 high', 'web-app'],
  ['Web Latency', 'web-app'],
  ['billing-jobs', 'billing'],
  ['Programmable Voice', 'voice'],
])('%s is proposed for %s', (name, component) => {
  const { matched } = proposeMapping(named(name), ['voice', 'web-app', 'billing']);
  expect([...matched]).toEqual([[name, component]]);
});

test('a tie and a stranger stay unmatched', () => {
  const { matched, unmatched } = proposeMapping(named('voice-web', 'cron'), ['voice', 'web']);
  expect([...matched]).toEqual([]);
  expect(unmatched.map(({ id }) => id)).toEqual(['voice-web', 'cron']);
});

test('a partial match is none where all words are needed', () => {
  const { matched } = proposeMapping(named('SMS, Brazil'), ['sms-campaigns'], { needsAll: true });
  expect([...matched]).toEqual([]);
});

test('every source is matched or unmatched, and only with components', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string()), fc.uniqueArray(fc.string()), (names, components) => {
      const { matched, unmatched } = proposeMapping(named(...names), components);
      expect([...matched.keys(), ...unmatched.map(({ id }) => id)].toSorted()).toEqual(names.toSorted());
      expect([...matched.values()].every((id) => components.includes(id))).toBe(true);
    }),
  );
});

test('asks again until the answer is a component, a number or nothing', async () => {
  const answers = ['voicemail', '2', ''];
  const questions: string[] = [];
  const mapping = await askMapping(
    { matched: new Map([['a', 'voice']]), unmatched: named('b', 'c') },
    ['voice', 'web'],
    (name) => `Which component does ${name} measure?`,
    async (question) => {
      questions.push(question);
      return answers.shift() ?? '';
    },
  );
  expect([...mapping]).toEqual([
    ['a', 'voice'],
    ['b', 'web'],
  ]);
  expect(questions).toHaveLength(3);
  expect(questions[0]).toBe('Which component does b measure? (1 voice, 2 web; Enter: none) ');
});
