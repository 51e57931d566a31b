import type { FactKind } from '../domain/facts/facts.ts';

const FACT_KIND_NAMES: Readonly<Record<FactKind, string>> = {
  'monitor-state': 'Alarm state',
  downtime: 'Declared downtime',
  'provider-status': 'Provider status',
  maintenance: 'Maintenance',
  exclusion: 'Exclusion',
  notice: 'Notice',
  retraction: 'Retraction',
};

/** Returns the name of a kind of fact: `Declared downtime`. */
export const factKindName = (kind: FactKind): string => FACT_KIND_NAMES[kind];
