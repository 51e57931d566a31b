/** Paths of the console. A fact's id can contain any character, so it is in the query, which no gateway normalises. */

export const CONSOLE = '/console';

const query = (values: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(values).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
};

type MonthQuery = {
  /** Uses current evidence in place of the last run's. */
  readonly now?: string | undefined;
  /** Shows the customers after this id. */
  readonly after?: string | undefined;
  /** The id of a run that was just requested. */
  readonly ordered?: string | undefined;
};

export const monthPath = (month: string, values: MonthQuery = {}): string =>
  `${CONSOLE}/months/${month}${query(values)}`;
export const closePath = (month: string): string => `${CONSOLE}/months/${month}/close`;
export const messagesPath = (month: string, values: Pick<MonthQuery, 'after'> = {}): string =>
  `${CONSOLE}/months/${month}/messages${query(values)}`;
export const statementPath = (month: string, customer: string, values: Pick<MonthQuery, 'now'> = {}): string =>
  `${CONSOLE}/months/${month}/customers/${customer}${query(values)}`;
export const statementJsonPath = (month: string, customer: string): string =>
  `${CONSOLE}/months/${month}/json/${customer}`;

export const customersPath = (after?: string): string => `${CONSOLE}/customers${query({ after })}`;
export const customerPath = (customer: string): string => `${CONSOLE}/customers/${customer}`;

export const factsPath = (month?: string): string => `${CONSOLE}/facts${query({ month })}`;
export const factPath = ({ kind, id }: { readonly kind: string; readonly id: string }, recorded?: string): string =>
  `${CONSOLE}/fact${query({ kind, id, recorded })}`;

/** `values` fills the form. */
export const recordPath = (kind?: string, values: Readonly<Record<string, string | undefined>> = {}): string =>
  `${CONSOLE}/record${kind === undefined ? '' : `/${kind}`}${query(values)}`;
