import type { FactOf } from '../../shared/domain/facts.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import { faultAt, Rejected } from '../../shared/rejected.ts';
import {
  componentOf,
  downtimeRecord,
  exclusionRecord,
  maintenanceRecord,
  noticeRecord,
  type Recorded,
  type retractionRecord,
} from '../../shared/sources/records.ts';
import { findFact, findNotices } from '../../shared/store/facts.ts';
import { retractable } from '../../shared/store/retractions.ts';
import type { Records } from './handler.ts';

const READ = {
  notice: noticeRecord,
  maintenance: maintenanceRecord,
  exclusion: exclusionRecord,
  downtime: downtimeRecord,
} as const satisfies Record<string, (body: unknown, now: Instant) => Recorded<Evidence>>;

/** What people record: each is one fact. */
export type EvidenceKind = 'notice' | 'maintenance' | 'exclusion' | 'downtime';
export type Evidence = FactOf<EvidenceKind>;

/** What a body records, as of now. Throws `Rejected` with every fault; a component has to be configured. */
export const readEvidence = (
  kind: EvidenceKind,
  body: unknown,
  { deployment, clock }: Pick<Records, 'deployment' | 'clock'>,
): Recorded<Evidence> => {
  const read = READ[kind](body, clock());
  const { fact } = read;
  const component =
    fact.kind === 'downtime' ? fact.component : fact.kind === 'notice' ? undefined : componentOf(fact.scope);
  if (component === undefined || Object.hasOwn(deployment.config.components, component)) return read;
  const path = fact.kind === 'downtime' ? ['component'] : ['scope', 'component'];
  throw new Rejected([faultAt(body, path, 'not a configured component')]);
};

type Of = ReturnType<typeof retractionRecord>['of'];

/**
 * The fact that a retraction means, or undefined if there is none: by its own id, or a notice by its caller's id, if only one customer
 * has a notice of that id. It is looked for before anything is kept.
 */
export const retracted = async (table: Records['table'], of: Of): Promise<Of | undefined> => {
  const { kind, id } = retractable(of);
  if ((await findFact(table, { kind, id })) !== undefined) return of;
  const [found, ...others] = kind === 'notice' ? await findNotices(table, id) : [];
  if (found === undefined) return undefined;
  if (others.length === 0) return { kind: 'notice', id: found.standing.fact.id };
  const ids = [found, ...others].map(({ standing }) => standing.fact.id).join(', ');
  throw new Rejected([
    { at: 'of.id', rule: `several customers have a notice of this id: name one of ${ids}`, value: id },
  ]);
};
