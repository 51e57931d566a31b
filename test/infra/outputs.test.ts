import { expect, test } from 'vitest';
import { synthesise } from '../../infra/synthesise.ts';
import { stackOutputs } from '../../local/cli/sla/open-deployed-stage.ts';
import { exampleConfig } from './example-config.ts';

test('the stack has every output of the command line', () => {
  const { Outputs } = synthesise(exampleConfig, 'test');
  expect(Object.keys(Outputs)).toEqual(expect.arrayContaining(Object.keys(stackOutputs.shape)));
});
