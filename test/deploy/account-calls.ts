import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { AwsClient } from 'aws4fetch';
import * as z from 'zod/mini';
import { ACCOUNT, REGION } from './account-emulator.ts';

/** Credentials of the account itself; the access key is the account's number, which is how the emulator knows it. */
export const CREDENTIALS = { accessKeyId: ACCOUNT, secretAccessKey: 'test' };

/** Has this process trust the emulator's certificate, beside those that it trusts anyway. */
export const trust = (certificate: string): void =>
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(certificate, 'utf8')]);

/** A signed client of a service, of the account itself unless somebody else is named. */
export const signedFor = (service: string, credentials = CREDENTIALS): AwsClient =>
  new AwsClient({ ...credentials, service, region: REGION, retries: 0 });

const succeeded = async (what: string, response: Response): Promise<string> => {
  const body = await response.text();
  if (!response.ok) throw new Error(`${what}: ${response.status} ${body}`);
  return body;
};

/** Calls an operation of a service that speaks JSON, `events` `AWSEvents.PutRule`, and reads its answer. */
export const callJson = async <S extends z.core.$ZodType>(
  endpoint: string,
  service: string,
  target: string,
  input: unknown,
  answer: S,
): Promise<z.output<S>> => {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  const body = JSON.stringify(input);
  const response = await signedFor(service).fetch(`${endpoint}/`, { method: 'POST', headers, body });
  return z.parse(answer, JSON.parse((await succeeded(target, response)) || '{}'));
};

/** Calls an operation of IAM, which speaks XML. */
export const callIam = async (endpoint: string, Action: string, input: Record<string, string>): Promise<string> => {
  const body = new URLSearchParams({ Action, Version: '2010-05-08', ...input }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return succeeded(Action, await signedFor('iam').fetch(`${endpoint}/`, { method: 'POST', headers, body }));
};

const named = (xml: string, element: string): string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]+)`, 'g'))].map(([, text = '']) => text);

/** The names of the stack's roles. */
export const roles = async (endpoint: string): Promise<string[]> =>
  named(await callIam(endpoint, 'ListRoles', {}), 'RoleName').filter((name) => name.startsWith('sla-credits-'));

/** The name of the role of a function, by its construct's name: `IngestTwilio`. */
export const roleOf = async (endpoint: string, fn: string): Promise<string> => {
  const found = (await roles(endpoint)).find((name) => name.includes(`-${fn}Role`));
  if (found === undefined) throw new Error(`No role of ${fn}`);
  return found;
};

const policy = z.object({
  Statement: z.array(z.looseObject({ Action: z.union([z.string(), z.array(z.string())]) })),
});

/** The policies of a role, as they were deployed. */
export const policiesOf = async (endpoint: string, RoleName: string): Promise<z.output<typeof policy>[]> => {
  const names = named(await callIam(endpoint, 'ListRolePolicies', { RoleName }), 'member');
  const documents = names.map(async (PolicyName) => {
    const xml = await callIam(endpoint, 'GetRolePolicy', { RoleName, PolicyName });
    return z.parse(policy, JSON.parse(decodeURIComponent(named(xml, 'PolicyDocument')[0] ?? '')));
  });
  return Promise.all(documents);
};
