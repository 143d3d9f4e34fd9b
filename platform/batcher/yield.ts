/**
 * Lets everything that waits have its turn, then goes on. Long loops call it between slices, so that a request of
 * thousands of items does not hold the others up.
 */
export const breathe = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
