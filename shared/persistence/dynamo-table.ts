import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { AWS_RETRIES } from '../lib/aws-retries.ts';

/** The one table that everything is kept in, and how to reach it. */
export type Table = { readonly documents: DynamoDBDocumentClient; readonly name: string };

/** The table called `name`; once for each process, so that its connections are used again. */
export const openTable = (name: string, client: DynamoDBClient = new DynamoDBClient(AWS_RETRIES)): Table => ({
  documents: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
  name,
});
