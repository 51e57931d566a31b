/**
 * Paths of the console's pages.
 * A fact's id may contain any character, so it is a query parameter: API Gateway does not normalise those.
 */

export const CONSOLE_PATH = '/console';

const query = (values: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(values).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
};

export type MonthQuery = {
  /** Set: evaluate with current evidence instead of the evidence of the last closing. */
  readonly now?: string | undefined;
  /** The page starts after this customer. */
  readonly after?: string | undefined;
  /** Id of a run that was just ordered. */
  readonly ordered?: string | undefined;
};

export const monthPath = (month: string, shown: MonthQuery = {}): string =>
  `${CONSOLE_PATH}/months/${month}${query(shown)}`;
export const closePath = (month: string): string => `${CONSOLE_PATH}/months/${month}/close`;
export const messagesPath = (month: string, shown: Pick<MonthQuery, 'after'> = {}): string =>
  `${CONSOLE_PATH}/months/${month}/messages${query(shown)}`;
/** Returns the file of a month's credits, as CSV. */
export const creditsCsvPath = (month: string): string => `${CONSOLE_PATH}/months/${month}/credits.csv`;
export const statementPath = (month: string, customer: string, shown: Pick<MonthQuery, 'now'> = {}): string =>
  `${CONSOLE_PATH}/months/${month}/customers/${customer}${query(shown)}`;
export const statementJsonPath = (month: string, customer: string): string =>
  `${CONSOLE_PATH}/months/${month}/json/${customer}`;

/** Returns the page of causes, of twelve months up to `to`. */
export const causesPath = (to?: string): string => `${CONSOLE_PATH}/causes${query({ to })}`;
/** Returns the customers of a month with their amounts before the next close. */
export const amountsPath = (
  month: string,
  shown: {
    readonly show?: string | undefined;
    readonly policies?: string | undefined;
    readonly after?: string | undefined;
  } = {},
): string => `${CONSOLE_PATH}/months/${month}/customers${query(shown)}`;
export const runsPath = (month: string, before?: string): string =>
  `${CONSOLE_PATH}/months/${month}/runs${query({ before })}`;

export const searchPath = (q?: string): string => `${CONSOLE_PATH}/search${query({ q })}`;

/** Returns the activity, or with `csv` the same entries as a file. */
export const activityPath = (
  shown: Readonly<Record<string, string | undefined>> = {},
  format: 'page' | 'csv' = 'page',
): string => `${CONSOLE_PATH}/activity${format === 'csv' ? '.csv' : ''}${query(shown)}`;

/** Returns the page of a month's claims against providers; by default of the last month. */
export const providerClaimsPath = (month?: string): string => `${CONSOLE_PATH}/provider-claims${query({ month })}`;

/** The page of the HTTP API, and its OpenAPI document. */
export const apiPath = `${CONSOLE_PATH}/api`;
export const openApiPath = `${CONSOLE_PATH}/openapi.json`;

export const customersPath = (after?: string): string => `${CONSOLE_PATH}/customers${query({ after })}`;
export const customerPath = (customer: string, stored?: string): string =>
  `${CONSOLE_PATH}/customers/${customer}${query({ stored })}`;

/** Returns the target of the form that lifts the stop of an address. */
export const mailStopPath = (id: string): string => `${CONSOLE_PATH}/mail-stops/${id}`;

export const factsPath = (month?: string): string => `${CONSOLE_PATH}/facts${query({ month })}`;
export const factPath = ({ kind, id }: { readonly kind: string; readonly id: string }, recorded?: string): string =>
  `${CONSOLE_PATH}/fact${query({ kind, id, recorded })}`;

export const recordPath = (kind?: string, filled: Readonly<Record<string, string | undefined>> = {}): string =>
  `${CONSOLE_PATH}/record${kind === undefined ? '' : `/${kind}`}${query(filled)}`;

/** Returns the list of messages without a customer, or the target of a decision about one. */
export const approvalsPath = (
  id?: string,
  shown: { readonly decided?: string; readonly granted?: string } = {},
): string => `${CONSOLE_PATH}/approvals${id === undefined ? '' : `/${id}`}${query(shown)}`;
/** Returns the list of credits that Stripe did not take, or the target of a decision about one. */
export const invoiceReviewsPath = (id?: string, shown: { readonly decided?: string } = {}): string =>
  `${CONSOLE_PATH}/invoice-reviews${id === undefined ? '' : `/${id}`}${query(shown)}`;
export const goodwillPath = `${CONSOLE_PATH}/goodwill`;

export const unmatchedPath = (id?: string, decided?: string): string =>
  `${CONSOLE_PATH}/unmatched${id === undefined ? '' : `/${id}`}${query({ decided })}`;

/** Returns the address of a message in the list of those without a customer. */
export const messageHref = (id: string): string => `${unmatchedPath()}#m-${id}`;

/** Starts a sign-in that returns to a page of the console. */
export const signInPath = (to?: string): string => `/sign-in${query({ to })}`;
/** The provider of identities returns people to this path. It is registered there. */
export const SIGN_IN_CALLBACK_PATH = '/sign-in/callback';
export const SIGN_OUT_PATH = '/sign-in/out';
export const SIGNED_OUT_PATH = '/sign-in/signed-out';
