/** Where the console's pages are. A fact's id may be anything, so it stands in the query, where no gateway reads it. */

export const CONSOLE = '/console';

const query = (values: Readonly<Record<string, string | undefined>>): string => {
  const said = Object.entries(values).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  return said.length === 0 ? '' : `?${new URLSearchParams(said).toString()}`;
};

export type MonthShown = {
  /** Show what is known now in place of what the last closing knew. */
  readonly now?: string | undefined;
  /** Show the customers after this one. */
  readonly after?: string | undefined;
  /** A run that was just ordered. */
  readonly ordered?: string | undefined;
};

export const monthPath = (month: string, shown: MonthShown = {}): string => `${CONSOLE}/months/${month}${query(shown)}`;
export const closePath = (month: string): string => `${CONSOLE}/months/${month}/close`;
export const messagesPath = (month: string, shown: Pick<MonthShown, 'after'> = {}): string =>
  `${CONSOLE}/months/${month}/messages${query(shown)}`;
export const statementPath = (month: string, customer: string, shown: Pick<MonthShown, 'now'> = {}): string =>
  `${CONSOLE}/months/${month}/customers/${customer}${query(shown)}`;
export const statementJsonPath = (month: string, customer: string): string =>
  `${CONSOLE}/months/${month}/json/${customer}`;

export const customersPath = (after?: string): string => `${CONSOLE}/customers${query({ after })}`;
export const customerPath = (customer: string): string => `${CONSOLE}/customers/${customer}`;

export const factsPath = (month?: string): string => `${CONSOLE}/facts${query({ month })}`;
export const factPath = ({ kind, id }: { readonly kind: string; readonly id: string }, recorded?: string): string =>
  `${CONSOLE}/fact${query({ kind, id, recorded })}`;

export const recordPath = (kind?: string, filled: Readonly<Record<string, string | undefined>> = {}): string =>
  `${CONSOLE}/record${kind === undefined ? '' : `/${kind}`}${query(filled)}`;
