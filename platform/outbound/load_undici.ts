import type * as Undici from 'undici'

/**
 * Loaded when it is first needed, not at the start: it takes 30 to 130 ms on one core. A worker asks for it soon after its
 * start, so that no caller's payment waits for it. A repeat gets the same module.
 */
export const loadUndici = (): Promise<typeof Undici> => import('undici')
