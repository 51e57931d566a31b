import type { FactOf } from '../domain/facts/facts.ts';
import type { Instant } from '../domain/time/instant.ts';
import { faultAt, InvalidInput } from '../lib/validation.ts';
import {
  scopeComponent,
  downtimeRecord,
  exclusionRecord,
  maintenanceRecord,
  noticeRecord,
  type RecordedBody,
  type retractionRecord,
} from '../ingest/record-bodies.ts';
import { findFact, findNotices } from '../persistence/record-fact.ts';
import { retractable } from '../persistence/retract-fact.ts';
import type { ApiContext } from '../../functions/records/handler.ts';

const READ = {
  notice: noticeRecord,
  maintenance: maintenanceRecord,
  exclusion: exclusionRecord,
  downtime: downtimeRecord,
} as const satisfies Record<string, (body: unknown, now: Instant) => RecordedBody<EvidenceBody>>;

/** What people record: each is one fact. */
export type EvidenceKind = 'notice' | 'maintenance' | 'exclusion' | 'downtime';
export type EvidenceBody = FactOf<EvidenceKind>;

/** What a body records, as of now. Throws `Rejected` with every fault; a component has to be configured. */
export const readEvidence = (
  kind: EvidenceKind,
  body: unknown,
  { deployment, clock }: Pick<ApiContext, 'deployment' | 'clock'>,
): RecordedBody<EvidenceBody> => {
  const read = READ[kind](body, clock());
  const { fact } = read;
  const component =
    fact.kind === 'downtime' ? fact.component : fact.kind === 'notice' ? undefined : scopeComponent(fact.scope);
  if (component === undefined || Object.hasOwn(deployment.config.components, component)) return read;
  const path = fact.kind === 'downtime' ? ['component'] : ['scope', 'component'];
  throw new InvalidInput([faultAt(body, path, 'not a configured component')]);
};

type Of = ReturnType<typeof retractionRecord>['of'];

/**
 * The fact that a retraction means, or undefined if there is none: by its own id, or a notice by its caller's id, if only one customer
 * has a notice of that id. It is looked for before anything is kept.
 */
export const retracted = async (table: ApiContext['table'], of: Of): Promise<Of | undefined> => {
  const { kind, id } = retractable(of);
  if ((await findFact(table, { kind, id })) !== undefined) return of;
  const [found, ...others] = kind === 'notice' ? await findNotices(table, id) : [];
  if (found === undefined) return undefined;
  if (others.length === 0) return { kind: 'notice', id: found.standing.fact.id };
  const ids = [found, ...others].map(({ standing }) => standing.fact.id).join(', ');
  throw new InvalidInput([
    { at: 'of.id', rule: `several customers have a notice of this id: name one of ${ids}`, value: id },
  ]);
};
