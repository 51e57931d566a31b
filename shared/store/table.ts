import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { PATIENCE } from '../patience.ts';

/** The one table that everything is kept in, and how to reach it. */
export type Table = { readonly documents: DynamoDBDocumentClient; readonly name: string };

/** The table called `name`; once for each process, so that its connections are used again. */
export const openTable = (name: string, client: DynamoDBClient = new DynamoDBClient(PATIENCE)): Table => ({
  documents: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
  name,
});
