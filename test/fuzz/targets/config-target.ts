import * as fc from 'fast-check';
import * as z from 'zod/mini';
import { isDeepStrictEqual } from 'node:util';
import { loadConfig } from '../../../shared/config/config.ts';
import { loadSources } from '../../../shared/config/sources.ts';
import { currentSnapshot } from '../../../shared/closing/config-snapshot.ts';
import { parseJson } from '../../../shared/lib/parse-json.ts';
import { publicPresets } from '../../../shared/domain/policy/public-presets.ts';
import slaConfig from '../../../sla.config.ts';
import { anOperator, openPolicy } from '../../support/builders/product-config.ts';
import { bodyText, fuzzBodies, type FuzzBody } from '../fuzz-bodies.ts';
import { type FuzzTarget, assertHolds, orRejected } from '../fuzz-target.ts';

const sourceParts = z.looseObject({ providers: z.unknown(), components: z.unknown() });

/** A configuration with all presets, so that each parameter of a policy is edited. */
const withPresets = {
  ...slaConfig,
  policies: Object.fromEntries(publicPresets.map(({ policy }) => [policy.id, policy])),
};

/** A policy with versions, so that each part of a list is edited. */
const withVersions = {
  ...anOperator,
  policies: {
    ...anOperator.policies,
    open: [
      openPolicy,
      { ...openPolicy, version: 2, effectiveFrom: '2026-09' },
      { ...openPolicy, version: 3, effectiveFrom: '2026-11' },
    ],
  },
};

/** The operator's configuration as JSON, as in a replay folder. */
export const configTarget: FuzzTarget<FuzzBody> = {
  name: 'configuration',
  open: () => ({
    inputs: fuzzBodies(fc.constantFrom<unknown>(anOperator, slaConfig, withPresets, withVersions)),
    take: (body) => {
      const input = orRejected(() => parseJson(bodyText(body)));
      const read = orRejected(() => loadConfig(input));
      if (read === 'refused') return 'refused';
      assertHolds(isDeepStrictEqual(loadConfig(input), read), 'the same input gives another configuration');
      const { providers, components } = z.parse(sourceParts, input);
      loadSources({ providers, components });
      // Every policy of a valid configuration is resolved, or listed as unusable.
      const { basis, unusable } = currentSnapshot(
        { config: read, stage: 'fuzz', region: 'us-west-2', account: '1'.repeat(12) },
        '2026-10',
      );
      const known = [...Object.keys(basis.policies), ...unusable.map(({ subject }) => subject)];
      assertHolds(
        isDeepStrictEqual(known.toSorted(), Object.keys(read.policies).toSorted()),
        'a policy is lost',
        known,
      );
      return 'accepted';
    },
  }),
};
