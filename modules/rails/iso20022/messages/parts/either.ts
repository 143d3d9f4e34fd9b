import { before, one, optional, type Read, since } from '../shape/codec.ts'
import { choice } from '../shape/group.ts'
import { agent } from './agent.ts'
import { party } from './party.ts'

/** Who hands a case to whom: somebody, or a bank. */
export const partyOrAgent = choice({ party: one('Pty', party), agent: one('Agt', agent) })
export type PartyOrAgent = Read<typeof partyOrAgent>

/**
 * A party at a path that also takes a bank, since the choice between them came; before, it stood there itself. The bank
 * is another field of the noun: see `institutionAt`.
 */
export const partyAt = (path: string) => optional([since(2018, `${path}/Pty`), before(2018, path)], party)
/** The bank at that path, where the debtor or the creditor is one itself. */
export const institutionAt = (path: string) => optional(since(2018, `${path}/Agt`), agent)
