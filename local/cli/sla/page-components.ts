import * as z from 'zod/mini';
import { documentUrl } from '../../../shared/ingest/statuspage-documents.ts';
import { InvalidInput, parse } from '../../../shared/lib/validation.ts';
import { EXIT, Failure } from '../failure.ts';
import { bold, dim } from '../terminal.ts';
import { alignColumns, pluralText } from '../text-layout.ts';
import type { CommandResult } from './stage.ts';

const TIMEOUT_MS = 20_000;

const componentsDocument = z.object({
  page: z.object({ id: z.string(), name: z.optional(z.string()) }),
  components: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      status: z.optional(z.string()),
      group: z.optional(z.boolean()),
      group_id: z.optional(z.nullable(z.string())),
    }),
  ),
});

/** Lists the components of a status page (Statuspage) with their groups and codes. */
export const pageComponents = async (url: string): Promise<CommandResult> => {
  const document = await fetchComponents(url);
  const groups = document.components.filter(({ group }) => group === true);
  const groupName = new Map(groups.map(({ id, name }) => [id, name]));
  const components = document.components
    .filter(({ group }) => group !== true)
    .map(({ id: code, name, status = null, group_id: groupId }) => ({
      code,
      name,
      status,
      group: groupId == null ? null : { code: groupId, name: groupName.get(groupId) ?? groupId },
    }));
  const rows = [
    ['code', 'group', 'component', 'status'],
    ...components.map(({ code, group, name, status }) => [code, group?.name ?? '–', name, status ?? '–']),
  ];
  const [header = '', ...lines] = alignColumns(rows);
  const { id, name = id } = document.page;
  return {
    json: {
      page: { id, name },
      components,
      groups: groups.map(({ id: code, name: title }) => ({ code, name: title })),
    },
    text: [
      bold(`${name}: the page's id is ${id}`),
      dim(header),
      ...lines,
      ...(groups.length === 0
        ? []
        : [
            dim(
              `${pluralText(groups.length, 'group')}: depend on ${groups.length === 1 ? 'its' : 'their'} components, since incidents name no group.`,
            ),
          ]),
    ],
  };
};

const fetchComponents = async (url: string): Promise<z.output<typeof componentsDocument>> => {
  const page = URL.canParse(url) ? new URL(url) : undefined;
  if (page === undefined || !['http:', 'https:'].includes(page.protocol))
    throw new Failure(EXIT.wrongCall, `not a URL: ${url}`, { next: 'write it as https://status.example.com' });
  const address = documentUrl(page.origin, 'components');
  const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const text = await response.text();
  const next = 'check that the address is a status page of Atlassian Statuspage';
  if (!response.ok) throw new Failure(EXIT.refused, `${address} answered ${response.status}`, { next });
  try {
    return parse(componentsDocument, JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof InvalidInput)) throw error;
    throw new Failure(EXIT.refused, `${address} has no list of components`, { next });
  }
};
