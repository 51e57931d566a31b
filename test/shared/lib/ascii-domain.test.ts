import { expect, test } from 'vitest';
import { asciiDomain } from '../../../shared/lib/ascii-domain.ts';

test.each([
  ['bücher.example', 'xn--bcher-kva.example'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['ａcme.example', 'acme.example'],
  ['Acme.example', 'Acme.example'],
  ['1.2', '1.2'],
  ['bü cher.example', ''],
])('the domain %j is %j in ASCII', (domain, ascii) => {
  expect(asciiDomain(domain)).toBe(ascii);
});
