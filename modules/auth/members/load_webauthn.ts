import type * as WebAuthn from '@simplewebauthn/server'

/** Loaded when somebody first brings a passkey, not at the start. A repeat gets the same module. */
export const loadWebAuthn = (): Promise<typeof WebAuthn> => import('@simplewebauthn/server')
