import { machine, type StateOf } from '../../kernel/machine.ts'

/**
 * The life of a cardholder's authentication (3-D Secure). `challenged`: the cardholder was sent to the issuer's page.
 * `unavailable`: there was none to be had. Nothing leaves the other states, so a late or repeated return changes nothing.
 */
export const authenticationMachine = machine('authentication', {
  started: {
    challenge: 'challenged',
    prove: 'proved',
    fail: 'failed',
    miss: 'unavailable',
    lapse: 'expired',
  },
  challenged: { prove: 'proved', fail: 'failed', miss: 'unavailable', lapse: 'expired' },
  proved: {},
  failed: {},
  unavailable: {},
  expired: {},
})
export type AuthenticationState = StateOf<typeof authenticationMachine>
export const authenticationStates = Object.keys(authenticationMachine.table) as AuthenticationState[]
export type AuthenticationEvent = keyof (typeof authenticationMachine.table)['started']
