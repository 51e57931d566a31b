import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { AwsClient } from 'aws4fetch';
import * as z from 'zod/mini';
import { EMULATED_ACCOUNT, EMULATED_REGION } from './account-emulator.ts';

/** Credentials of the account. The emulator takes the access key for the account number. */
export const ACCOUNT_CREDENTIALS = { accessKeyId: EMULATED_ACCOUNT, secretAccessKey: 'test' };

/** Makes this process trust the emulator's certificate besides the default ones. */
export const trustCertificate = (certificate: string): void =>
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(certificate, 'utf8')]);

/** Returns a signing client of a service, with the account's credentials by default. */
export const signingClient = (service: string, credentials = ACCOUNT_CREDENTIALS): AwsClient =>
  new AwsClient({ ...credentials, service, region: EMULATED_REGION, retries: 0 });

const succeeded = async (what: string, response: Response): Promise<string> => {
  const body = await response.text();
  if (!response.ok) throw new Error(`${what}: ${response.status} ${body}`);
  return body;
};

/** Calls an operation of a JSON service, such as `AWSEvents.PutRule` of `events`, and parses its answer. */
export const callJson = async <S extends z.core.$ZodType>(
  endpoint: string,
  service: string,
  target: string,
  input: unknown,
  answer: S,
): Promise<z.output<S>> => {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  const body = JSON.stringify(input);
  const response = await signingClient(service).fetch(`${endpoint}/`, { method: 'POST', headers, body });
  return z.parse(answer, JSON.parse((await succeeded(target, response)) || '{}'));
};

/** Calls an operation of IAM, which answers in XML. */
export const callIam = async (endpoint: string, Action: string, input: Record<string, string>): Promise<string> => {
  const body = new URLSearchParams({ Action, Version: '2010-05-08', ...input }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return succeeded(Action, await signingClient('iam').fetch(`${endpoint}/`, { method: 'POST', headers, body }));
};

const named = (xml: string, element: string): string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]+)`, 'g'))].map(([, text = '']) => text);

/** Returns the names of the stack's roles. */
export const stackRoles = async (endpoint: string): Promise<string[]> =>
  named(await callIam(endpoint, 'ListRoles', {}), 'RoleName').filter((name) => name.startsWith('sla-credits-'));

/** Returns the name of a function's role by its construct's name, such as `IngestTwilio`. */
export const roleOfFunction = async (endpoint: string, fn: string): Promise<string> => {
  const found = (await stackRoles(endpoint)).find((name) => name.includes(`-${fn}Role`));
  if (found === undefined) throw new Error(`No role of ${fn}`);
  return found;
};

const policy = z.object({
  Statement: z.array(z.looseObject({ Action: z.union([z.string(), z.array(z.string())]) })),
});

/** Returns the deployed policies of a role. */
export const policiesOfRole = async (endpoint: string, RoleName: string): Promise<z.output<typeof policy>[]> => {
  const names = named(await callIam(endpoint, 'ListRolePolicies', { RoleName }), 'member');
  const documents = names.map(async (PolicyName) => {
    const xml = await callIam(endpoint, 'GetRolePolicy', { RoleName, PolicyName });
    return z.parse(policy, JSON.parse(decodeURIComponent(named(xml, 'PolicyDocument')[0] ?? '')));
  });
  return Promise.all(documents);
};
