import * as fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { loadConfig } from '../../../shared/config/config.ts';
import { loadSources } from '../../../shared/config/sources.ts';
import { currentSnapshot } from '../../../shared/closing/config-snapshot.ts';
import { parseJson } from '../../../shared/lib/parse-json.ts';
import slaConfig from '../../../sla.config.ts';
import { anOperator } from '../../support/builders/product-config.ts';
import { asText, bodies, type Body } from '../fuzz-bodies.ts';
import { type Attacked, must, orRefused } from '../fuzz-target.ts';

/** The operator's configuration, as a replay's folder has it: as JSON. */
export const config: Attacked<Body> = {
  name: 'configuration',
  open: () => ({
    inputs: bodies(fc.constantFrom<unknown>(anOperator, slaConfig)),
    take: (body) => {
      const input = orRefused(() => parseJson(asText(body)));
      const read = orRefused(() => loadConfig(input));
      if (read === 'refused') return 'refused';
      must(isDeepStrictEqual(loadConfig(input), read), 'the same again is not the same');
      loadSources({ providers: read.providers, components: read.components });
      // What was taken can be used: every policy is resolved, or listed as one that cannot be.
      const { basis, unusable } = currentSnapshot(
        { config: read, stage: 'fuzz', region: 'us-west-2', account: '1'.repeat(12) },
        '2026-10',
      );
      const known = [...Object.keys(basis.policies), ...unusable.map(({ subject }) => subject)];
      must(isDeepStrictEqual(known.toSorted(), Object.keys(read.policies).toSorted()), 'a policy is lost', known);
      return 'accepted';
    },
  }),
};
