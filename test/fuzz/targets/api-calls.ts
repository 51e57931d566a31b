import * as fc from 'fast-check';
import { fuzzBodies, type FuzzBody } from '../fuzz-bodies.ts';
import { hostileText } from '../hostile-values.ts';

/** Calls of the HTTP API: each route with a valid body, and with an edited path, method or body. */
export type FuzzApiCall = { readonly method: string; readonly path: string; readonly body: FuzzBody | undefined };

export const CUSTOMERS = ['acme', 'globex', 'ACME', 'a.b', 'x'.repeat(100)];

export const fuzzCustomerRecord = (id: string) => ({
  name: id,
  components: ['web', 'voice'],
  policy: 'open',
  activeFrom: '2026-01-01T00:00:00Z',
  activeTo: '2030-01-01T00:00:00Z',
  serviceFees: { amountMinor: 100_000, currency: 'USD' },
  externalRefs: { stripe: 'cus_1' },
});

const fuzzCustomerOfServices = (id: string) => ({
  name: id,
  policy: 'open',
  services: [
    { id: 'voice', name: 'Voice API', components: ['voice'], serviceFees: { amountMinor: 86_000, currency: 'USD' } },
    { id: 'web', components: ['web'], policy: 'written' },
  ],
});

const window = { start: '2026-10-14T17:00:00Z', end: '2026-10-14T19:00:00Z' };
const scopes = fc.constantFrom<object>({ all: true }, { component: 'web' }, { customer: 'acme' });

const text = (weight = 1) => fc.oneof({ weight: 3, arbitrary: fc.constant('T-1') }, { weight, arbitrary: hostileText });
const customer = fc.constantFrom(...CUSTOMERS);
const month = fc.constantFrom('2026-10', '2026-10', '2026-09', '2026-12', '0000-01', '9999-12');

const fees = fc.record({ amountMinor: fc.nat(), currency: fc.constantFrom('USD', 'JPY') });

type Route = { readonly method: string; readonly path: fc.Arbitrary<string>; readonly payload?: fc.Arbitrary<unknown> };

const ROUTES: readonly Route[] = [
  {
    method: 'PUT',
    path: customer.map((id) => `/customers/${id}`),
    payload: fc.constantFrom<object>(fuzzCustomerRecord('Acme'), fuzzCustomerOfServices('Acme')),
  },
  {
    method: 'PUT',
    path: fc.tuple(customer, month).map(([id, each]) => `/customers/${id}/fees/${each}`),
    payload: fc.oneof<fc.Arbitrary<object>[]>(
      fees,
      fc.record({ services: fc.record({ voice: fees, web: fees }, { requiredKeys: ['voice'] }) }),
    ),
  },
  {
    method: 'POST',
    path: fc.constant('/notices'),
    payload: fc.record(
      {
        id: text(),
        customer,
        recognizedAt: fc.constant('2026-10-14T17:10:00Z'),
        receivedAt: fc.constant('2026-10-14T18:00:00Z'),
        text: text(3),
        channel: fc.constantFrom('email', 'portal'),
        step: fc.constantFrom('notice', 'claim'),
        service: fc.constantFrom('voice', 'web', 'fax'),
        month,
      },
      { requiredKeys: ['customer', 'recognizedAt', 'text', 'channel'] },
    ),
  },
  {
    method: 'POST',
    path: fc.constant('/maintenance'),
    payload: fc.record(
      {
        id: text(),
        scope: scopes,
        start: fc.constant(window.start),
        end: fc.constant(window.end),
        announcedAt: fc.constant('2026-10-01T00:00:00Z'),
        requestedBy: fc.constantFrom('company', 'customer'),
      },
      { requiredKeys: ['scope', 'start', 'end', 'requestedBy'] },
    ),
  },
  {
    method: 'POST',
    path: fc.constant('/exclusions'),
    payload: fc
      .tuple(text(), scopes, text(3))
      .map(([id, scope, evidence]) => ({ id, scope, ...window, reason: 'third-party', evidence })),
  },
  {
    method: 'POST',
    path: fc.constant('/downtimes'),
    payload: fc
      .tuple(text(), text(3), fc.constantFrom('100', '40', '0.01', '0', '100.1'))
      .map(([id, evidence, impact]) => ({ id, component: 'web', ...window, evidence, impact })),
  },
  {
    method: 'POST',
    path: fc.constant('/retractions'),
    payload: fc
      .record({
        kind: fc.constantFrom('notice', 'maintenance', 'exclusion', 'downtime', 'retraction', 'monitor-state'),
        id: fc.oneof(
          text(),
          text().map((id) => `acme/${id}`),
        ),
        reason: text(),
      })
      .map(({ kind, id, reason }) => ({ of: { kind, id }, reason })),
  },
  { method: 'GET', path: fc.tuple(customer, month).map(([id, each]) => `/customers/${id}/months/${each}`) },
  {
    method: 'POST',
    path: month.map((each) => `/months/${each}/close`),
    payload: fc.record({ preview: fc.boolean(), policies: fc.constantFrom('closed', 'current'), reason: text() }),
  },
  { method: 'GET', path: month.map((each) => `/months/${each}`) },
];

/** Segments that are, or become, others: on the way, in a URL, or in a file system. */
const segments = fc.oneof(
  fc.constantFrom(
    '..',
    '.',
    '%2e%2e',
    '%2E.',
    '',
    '%2F',
    '..%2Fglobex',
    'acme%2F..%2Fglobex',
    '%61cme',
    'acme%00',
    'acme%0a',
    'acme#',
    'acme%23',
    'acme?',
    'acme;x=1',
    '%',
    '%zz',
    '%c0%ae%c0%ae',
    '\\..\\globex',
    'acm\u00e9',
    'acme%20',
    ' acme',
    '２０２６-10',
    '2026-1',
    '2026-10#',
    '2026-10%23globex',
  ),
  hostileText,
  hostileText.map((each) => encodeURIComponent(each.toWellFormed())),
);

type Detour = { readonly how: 'none' | 'replace' | 'insert' | 'append'; readonly at: number; readonly segment: string };

const detour: fc.Arbitrary<Detour> = fc.record({
  how: fc.oneof(
    { weight: 8, arbitrary: fc.constant('none' as const) },
    { weight: 3, arbitrary: fc.constantFrom('replace' as const, 'insert', 'append') },
  ),
  at: fc.nat({ max: 4 }),
  segment: segments,
});

const led = (path: string, { how, at, segment }: Detour): string => {
  const parts = path.split('/');
  const place = 1 + (at % (parts.length - 1));
  if (how === 'none') return path;
  if (how === 'append') return `${path}/${segment}`;
  return parts.toSpliced(place, how === 'replace' ? 1 : 0, segment).join('/');
};

const METHODS = [
  'GET',
  'PUT',
  'POST',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'TRACE',
  'CONNECT',
  'get',
  'QUERY',
] as const;

/** Any call. */
export const fuzzApiCalls: fc.Arbitrary<FuzzApiCall> = fc.oneof(
  ...ROUTES.map(({ method, path, payload }) =>
    fc.record({
      method: fc.oneof({ weight: 30, arbitrary: fc.constant(method) }, fc.constantFrom(...METHODS)),
      path: fc.tuple(path, detour).map(([written, how]) => led(written, how)),
      body:
        payload === undefined
          ? fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, fuzzBodies(fc.constant({})))
          : fuzzBodies(payload),
    }),
  ),
);
