import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import * as z from 'zod/mini';
import { type ConfigInput, loadConfig } from '../../../shared/config/config.ts';
import { AWS_PROVIDER, components as componentsSchema } from '../../../shared/config/sources.ts';
import { text } from '../../../shared/domain/facts/fields.ts';
import { presetById } from '../../../shared/domain/policy/public-presets.ts';
import { shortFormSla } from '../../../shared/domain/policy/presets/short-form-sla.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import { parseAlarmHistory, updatesWithoutStates } from '../../../shared/ingest/parse-alarm-history.ts';
import { incidentBodies } from '../../../shared/ingest/ingest-incidents.ts';
import { rejectOtherFormat } from '../../../shared/ingest/payload-format.ts';
import { parseJson } from '../../../shared/lib/parse-json.ts';
import { InvalidInput, parse } from '../../../shared/lib/validation.ts';
import { decodeText, parseRows } from '../sla/customers-csv.ts';
import { fileProblem } from '../failure.ts';
import { lineOfPlace, parseJsonFile } from './json-file.ts';
import type { Named } from './propose-mapping.ts';

/** The configuration of components, as `sla.config.ts` has it. */
export type ComponentsInput = ConfigInput['components'];

/** The policies of a file or a preset. */
export type Policies = { readonly policies: Readonly<Record<string, unknown>>; readonly defaultPolicy: string };

/** A status page: its `page` object, the incidents document, and its components with an incident. */
export type StatusPageInput = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly document: unknown;
  readonly affected: readonly Named[];
};

/** Runs a reader of a JSON file; its faults get the file's name and the line of their place. */
const inFile = <T>(file: string, bytes: Uint8Array, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const text = new TextDecoder().decode(bytes);
    throw new InvalidInput(
      error.faults.map((fault) => ({
        ...fault,
        at: fault.at === '' ? file : `${file}:${lineOfPlace(text, fault.at)}: ${fault.at}`,
      })),
    );
  }
};

/** Reads a file. Throws `InvalidInput` with its name if it cannot be read. */
export const readInput = async (path: string): Promise<Uint8Array> => {
  try {
    return await readFile(path);
  } catch (error) {
    const problem = fileProblem(error);
    if (problem === undefined) throw error;
    throw new InvalidInput([{ at: path, rule: problem }]);
  }
};

const HISTORY = 'the answer of aws cloudwatch describe-alarm-history ({"AlarmHistoryItems": […]})';
const INCIDENTS = 'a status page’s incidents.json ({"page": {…}, "incidents": […]})';
const PAGE_COMPONENTS = 'a status page’s components.json ({"page": {…}, "components": […]})';
const COMPONENTS = 'components as in sla.config.ts ({"voice": {"alarms": […], "dependsOn": […]}})';
const POLICY = 'a policy as in sla.config.ts ({"id": …, "version": …, …})';

const paged = z.object({ NextToken: z.string() });

/** An answer of DescribeAlarmHistory, and the alarms in it by name. `changes`: the instants of its changes of state. `unreadable`: the items of state changes without states. */
export type HistoryInput = {
  readonly file: string;
  readonly payload: unknown;
  readonly alarms: readonly Named[];
  readonly changes: readonly Instant[];
  readonly unreadable: readonly number[];
};

/** Parses an alarm history. `isLast`: no file with its next page follows. Throws `InvalidInput` also for a page without the next one. */
export const parseHistoryFile = (path: string, bytes: Uint8Array, isLast: boolean): HistoryInput => {
  const file = basename(path);
  const payload = parseJsonFile(file, bytes, HISTORY);
  return inFile(file, bytes, () => {
    const reports = parseAlarmHistory(payload, (name) => name);
    if (isLast && z.safeParse(paged, payload).success)
      throw new InvalidInput([
        {
          at: 'NextToken',
          rule: 'a page without the next one: omit --max-items, or name the next page after it',
        },
      ]);
    const alarms = [...reports.keys()].map((id) => ({ id, name: alarmTitle(id) }));
    const changes = [...reports.values()].flatMap(({ transitions }) => transitions.map(({ fact }) => fact.at));
    return { file, payload, alarms, changes, unreadable: updatesWithoutStates(payload) };
  });
};

/** Returns the name in an alarm's ARN, or the name itself. */
export const alarmTitle = (id: string): string => (id.startsWith('arn:') ? id.split(':').slice(6).join(':') : id);

const pageHead = z.object({
  page: z.object(
    { id: z.string('not text'), name: z.optional(z.string('not text')), url: z.optional(z.string('not text')) },
    'not an object',
  ),
});
const pageEntry = z.object({ id: z.string(), name: z.string(), group_id: z.nullish(z.string()) });
const affectedComponent = z.object({ code: z.string(), name: z.optional(z.string()) });
const affectedBody = z.object({
  incident: z.object({
    incident_updates: z.array(
      z.object({
        affected_components: z.nullish(z.array(z.unknown())),
      }),
    ),
  }),
});

/** Parses a page's incidents, and its components.json for their names. Throws `InvalidInput` if they are of two pages. */
export const parseStatusPage = (
  incidents: { readonly path: string; readonly bytes: Uint8Array },
  components: { readonly path: string; readonly bytes: Uint8Array } | undefined,
): StatusPageInput => {
  const file = basename(incidents.path);
  const document = parseJsonFile(file, incidents.bytes, INCIDENTS);
  const { page, bodies } = inFile(file, incidents.bytes, () => ({
    bodies: incidentBodies(document),
    ...parse(pageHead, document),
  }));
  const names = components === undefined ? new Map<string, string>() : componentNames(components, page.id);
  const affected = new Map<string, string>();
  for (const body of bodies) {
    const updates = z.safeParse(affectedBody, parseJson(body)).data?.incident.incident_updates ?? [];
    for (const entry of updates.flatMap(({ affected_components }) => affected_components ?? [])) {
      const { data } = z.safeParse(affectedComponent, entry);
      if (data !== undefined) affected.set(data.code, names.get(data.code) ?? data.name ?? data.code);
    }
  }
  return {
    id: page.id,
    name: page.name ?? page.id,
    url: page.url?.replace(/^http:/, 'https:') ?? 'https://status.example',
    document,
    affected: [...affected].map(([id, name]) => ({ id, name })),
  };
};

const componentNames = (
  { path, bytes }: { readonly path: string; readonly bytes: Uint8Array },
  page: string,
): ReadonlyMap<string, string> => {
  const file = basename(path);
  const document = parseJsonFile(file, bytes, PAGE_COMPONENTS);
  return inFile(file, bytes, () => {
    const isComponents = z.safeParse(z.object({ components: z.array(z.unknown()) }), document).success;
    if (!isComponents) rejectOtherFormat(document, 'incidents');
    const shape = z.object({ ...pageHead.shape, components: z.array(z.unknown(), 'not a list') }, 'not an object');
    const parsed = parse(shape, document);
    if (parsed.page.id !== page)
      throw new InvalidInput([
        { at: 'page.id', rule: `not the page of the incidents (${page})`, value: parsed.page.id },
      ]);
    const entries = parsed.components.flatMap((entry) => z.safeParse(pageEntry, entry).data ?? []);
    const names = new Map(entries.map(({ id, name }) => [id, name]));
    // A member of a group has only the end of its name, as Twilio's “US1” of “PROGRAMMABLE VOICE”.
    return new Map(
      entries.map(({ id, name, group_id: group }) => {
        const groupName = names.get(group ?? '');
        return [id, groupName === undefined ? name : `${groupName} - ${name}`];
      }),
    );
  });
};

/** Parses a file of components. Throws `InvalidInput` with every fault. */
export const parseComponentsFile = (path: string, bytes: Uint8Array): ComponentsInput => {
  const file = basename(path);
  const written = parseJsonFile(file, bytes, COMPONENTS);
  return inFile(file, bytes, () => z.encode(componentsSchema, parse(componentsSchema, written)));
};

const identified = z.object({ id: text });

/** Parses a file of a policy, by the rules of the configuration. Throws `InvalidInput` with every fault. */
const parsePolicyFile = (path: string, bytes: Uint8Array): Policies => {
  const file = basename(path);
  const written = parseJsonFile(file, bytes, POLICY);
  const [first = written] = Array.isArray(written) ? written : [written];
  const id = z.safeParse(identified, first).data?.id;
  if (id === undefined) throw new InvalidInput([{ at: file, rule: `a policy without an id; expected ${POLICY}` }]);
  const config = { policies: { [id]: written }, defaultPolicy: id, providers: {}, components: {}, closing: CLOSING };
  return inFile(file, bytes, () => {
    try {
      loadConfig(config);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      throw new InvalidInput(
        error.faults.map((fault) => ({ ...fault, at: withoutPrefix(fault.at, `policies.${id}`) })),
      );
    }
    return { policies: config.policies, defaultPolicy: id };
  });
};

/** Reads the file of a policy. Throws `InvalidInput` with every fault; the id of a preset in place of a file gets a hint. */
export const readPolicyFile = async (path: string): Promise<Policies> => {
  try {
    return parsePolicyFile(path, await readInput(path));
  } catch (error) {
    if (!(error instanceof InvalidInput) || presetById(path) === undefined) throw error;
    const hint = `npm run --silent policies -- show ${path} --json > ${path}.json`;
    throw new InvalidInput(
      error.faults.map((fault) => ({ ...fault, rule: `${fault.rule}; the preset as a file: ${hint}` })),
    );
  }
};

const withoutPrefix = (at: string, prefix: string): string =>
  at.startsWith(prefix) ? at.slice(prefix.length).replace(/^\./, '') : at;

/** The scheduled close of every product configuration: the second day of the next month, at noon. */
export const CLOSING = { day: 2, hour: 12 } as const;

/** The contract's preset, which holds without a policy file. */
export const DEFAULT_POLICIES: Policies = {
  policies: { [shortFormSla.id]: shortFormSla },
  defaultPolicy: shortFormSla.id,
};

/** Returns the ids, components and presets that a file of customers names, before its lines are checked. */
export const customerColumns = (
  path: string,
  bytes: Uint8Array,
): {
  readonly ids: readonly string[];
  readonly components: readonly string[];
  readonly policies: readonly string[];
} => {
  const { rows } = parseRows(decodeText(basename(path), bytes));
  const [header, ...lines] = rows;
  const cellsOf = (column: string): string[] => {
    const place = header?.cells.findIndex((name) => name.trim() === column) ?? -1;
    return place < 0 ? [] : lines.map(({ cells }) => cells[place]?.trim() ?? '');
  };
  const components = cellsOf('components').flatMap((cell) => cell.split(/[\s;]+/));
  return {
    ids: cellsOf('id'),
    components: [...new Set(components.filter((id) => id !== ''))],
    policies: [...new Set(cellsOf('policy').filter((id) => presetById(id) !== undefined))],
  };
};

/** Returns the provider that a file of components depends on, else one named after its status page. */
export const pageProvider = (components: ComponentsInput | undefined, page: string): string => {
  const named = new Set(
    Object.values(components ?? {}).flatMap(({ dependsOn }) => dependsOn.map(({ provider }) => provider)),
  );
  named.delete(AWS_PROVIDER);
  const [only, another] = [...named];
  if (another !== undefined)
    throw new InvalidInput([
      { at: 'dependsOn', rule: 'names several providers; expected that of the status page', value: another },
    ]);
  return (
    only ??
    (page
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') ||
      'status-page')
  );
};
