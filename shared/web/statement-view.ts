import type { ConfiguredPolicy } from '../domain/policy/policy-in-words.ts';
import type { Statement } from '../domain/statement/statement.ts';
import type { Citation } from './contract-section.ts';
import { type Html, html } from './html.ts';
import type { Clock } from './page-clock.ts';

/** One statement of a page: a customer's, or a service's in a section of its own. */
export type StatementView = {
  readonly statement: Statement;
  readonly policy: Pick<ConfiguredPolicy, 'id' | 'version' | 'apply'>;
  readonly clock: Clock;
  readonly cite: Citation;
  /** The service's name; undefined for a customer without services. */
  readonly service: string | undefined;
  /** Precedes the ids of the statement's sections: `service-2-`, or nothing without services. */
  readonly idPrefix: string;
  /** The most marks that its calendar may draw. */
  readonly marksMax: number;
};

/** Returns the id of a section of a statement. */
export const sectionId = ({ idPrefix }: StatementView, name: string): string => `${idPrefix}${name}`;

/** Returns the ids of the headings that name a section: the service's, if there is one, and its own. */
export const sectionLabel = (view: StatementView, name: string): string =>
  view.service === undefined ? sectionId(view, name) : `${sectionId(view, 'service')} ${sectionId(view, name)}`;

/** Returns the heading of a section, below that of the service if there is one. */
export const sectionHeading = (view: StatementView, name: string, text: string): Html =>
  view.service === undefined
    ? html`<h2 id="${sectionId(view, name)}">${text}</h2>`
    : html`<h3 id="${sectionId(view, name)}">${text}</h3>`;

/** Returns the heading of an entry in a section. */
export const entryHeading = ({ service }: StatementView, text: Html): Html =>
  service === undefined ? html`<h3>${text}</h3>` : html`<h4>${text}</h4>`;

/** Returns the subject of a share: `the service fees`, `the fees of Voice API`. */
export const feesName = ({ service }: StatementView): string =>
  service === undefined ? 'the service fees' : `the fees of ${service}`;
