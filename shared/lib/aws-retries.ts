/**
 * How often a client tries a request that AWS turned away or did not answer, the first time included. AWS's own default is three: with
 * a third of all requests throttled, a closing that makes hundreds of them would then hardly ever get through.
 */
export const AWS_RETRIES = { maxAttempts: 10 } as const;
