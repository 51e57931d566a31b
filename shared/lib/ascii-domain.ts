import { domainToASCII } from 'node:url';

/** Returns a domain in ASCII: `bücher.example` is `xn--bcher-kva.example`. An invalid domain is empty. */
export const asciiDomain = (domain: string): string => (/^\p{ASCII}*$/u.test(domain) ? domain : domainToASCII(domain));
