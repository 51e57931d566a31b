import type { Telemetry } from '../../../shared/config/telemetry-names.ts';

/** Discards metrics and log entries. */
export const silentTelemetry: Telemetry = { count() {}, rejected() {}, note() {} };
