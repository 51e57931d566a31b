import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { SlaTable } from '../../../infra/sla-table.ts';
import { tableDefinition } from '../../support/emulators/test-dynamo.ts';

test('the table of these tests is the one that is deployed', { timeout: 60_000 }, () => {
  const stack = new Stack();
  const deployed = new SlaTable(stack, 'Sla');
  expect(deployed.table).toBeDefined();
  Template.fromStack(stack).hasResourceProperties('AWS::DynamoDB::Table', tableDefinition);
});
