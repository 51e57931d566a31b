/** Routes as API Gateway writes them: `{id}` is one segment of the path, `{proxy+}` one or more. */
export type RouteKey = `${'GET' | 'PUT' | 'POST'} /${string}`;

/**
 * The routes of the HTTP API. IAM authorises each call for one of them, and the handler dispatches no other.
 * API Gateway answers 404 to all other calls.
 */
export const API_ROUTES: readonly RouteKey[] = [
  'GET /customers',
  'GET /customers/{id}',
  'PUT /customers/{id}',
  'PUT /customers/{id}/fees/{month}',
  'GET /customers/{id}/months/{month}',
  'GET /customers/{id}/mail',
  'POST /notices',
  'POST /maintenance',
  'POST /exclusions',
  'POST /downtimes',
  'POST /retractions',
  'POST /months/{month}/close',
  'GET /months/{month}',
  'GET /months/{month}/customers',
  'GET /months/{month}/credits.csv',
  'POST /months/{month}/provider-claims',
  'GET /unmatched',
  'POST /unmatched/{id}',
  'GET /mail-stops',
  'POST /mail-stops/{id}',
  'POST /goodwill',
  'GET /approvals',
  'POST /approvals/{id}',
  'GET /invoice-reviews',
  'POST /invoice-reviews/{id}',
  'GET /facts',
  'GET /activity',
];

/** The routes of decisions about credits. They are apart, so that IAM can allow them to approvers only. */
export const DECISION_ROUTES: readonly RouteKey[] = [
  'POST /console/approvals/{id}',
  'POST /console/invoice-reviews/{id}',
];

/** The routes of the console. */
export const CONSOLE_ROUTES: readonly RouteKey[] = [
  ...DECISION_ROUTES,
  'GET /console',
  'GET /console/{proxy+}',
  'POST /console',
  'POST /console/{proxy+}',
];

/** The routes of signing in and out. They exist only if sign-in is configured, on the console's own host name. */
export const SIGN_IN_ROUTES: readonly RouteKey[] = [
  'GET /sign-in',
  'GET /sign-in/callback',
  'GET /sign-in/signed-out',
  'POST /sign-in/out',
];

/** Returns the route that API Gateway selects for a method and a path, or undefined. A literal segment wins over a parameter. */
export const routeKeyOf = (routes: readonly RouteKey[], method: string, path: string): RouteKey | undefined =>
  routes.find((route) => {
    const [routeMethod, template = ''] = route.split(' ');
    return routeMethod === method && matchesTemplate(template.split('/'), path.split('/'));
  });

const matchesTemplate = (template: readonly string[], path: readonly string[]): boolean => {
  const isGreedy = template.at(-1)?.endsWith('+}') === true;
  if (isGreedy ? path.length < template.length : path.length !== template.length) return false;
  return template.every((segment, i) => (segment.startsWith('{') ? path[i] !== '' : segment === path[i]));
};
