/**
 * Attempts of an SDK client, the first one included. The SDK's default of three is too few.
 * A closing makes hundreds of requests: with a third of them throttled, it would hardly ever finish.
 */
export const AWS_RETRIES = { maxAttempts: 10 } as const;
