import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';

/** Makes a table in an emulator, and waits until it is there: it is made after the answer, and does not exist before. */
export const makeTable = async (client: DynamoDBClient, definition: CreateTableCommandInput): Promise<void> => {
  await client.send(new CreateTableCommand(definition));
  const describe = new DescribeTableCommand({ TableName: definition.TableName });
  let status: string | undefined;
  while (status !== 'ACTIVE') status = (await client.send(describe)).Table?.TableStatus;
};
