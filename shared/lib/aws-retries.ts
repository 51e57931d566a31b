/**
 * Attempts of an SDK client, the first one included. The SDK's default of three is too few:
 * with a third of all requests throttled, a closing that makes hundreds of requests would hardly ever finish.
 */
export const AWS_RETRIES = { maxAttempts: 10 } as const;
