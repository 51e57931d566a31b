import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';

/** Creates a table in an emulator and waits until it is active. */
export const makeTable = async (client: DynamoDBClient, definition: CreateTableCommandInput): Promise<void> => {
  await client.send(new CreateTableCommand(definition));
  const describe = new DescribeTableCommand({ TableName: definition.TableName });
  let status: string | undefined;
  while (status !== 'ACTIVE') status = (await client.send(describe)).Table?.TableStatus;
};
