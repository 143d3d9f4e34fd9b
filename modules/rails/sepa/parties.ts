import { present } from '../../../kernel/assert.ts'
import type { BankConnection, BankIdentity } from '../bank_connections/bank_connection.ts'
import { type Account, type Agent, type Party, toSepaText } from '../iso20022/messages/public.ts'

/** EPC implementation guidelines: names have 70 characters, though the schema has room for 140. */
const NAME_CHARS = 70
const REMITTANCE_CHARS = 140

export type SepaIdentity = NonNullable<BankIdentity['sepa']>

export const sepaIdentityOf = ({ identity }: Pick<BankConnection, 'identity'>): SepaIdentity =>
  present(identity.sepa, 'the SEPA identity of a connection that sends SEPA files')

/** Signs become their neighbours, and what is left of nothing a full stop: a name is never empty. */
export const sepaName = (name: string): string => toSepaText(name).slice(0, NAME_CHARS).trim() || '.'
export const sepaRemittance = (text: string): string =>
  toSepaText(text).slice(0, REMITTANCE_CHARS).trim() || '.'

export const ibanAccount = (iban: string): Account => ({ iban })
/** IBANs alone are enough since 2016 (Regulation (EU) 260/2012); where the schema wants a bank, this says so. */
const NO_AGENT: Agent = { other: { id: 'NOTPROVIDED' } }
export const agentOf = (bic: string | undefined): Agent => (bic === undefined ? NO_AGENT : { bicfi: bic })

export const initiatingParty = ({ name, initiating_party_id }: SepaIdentity): Party => ({
  name: sepaName(name),
  organisation: { other: [{ id: initiating_party_id }] },
})

/** Who collects, by the creditor identifier. EPC130-08, AT-02. */
export const creditorScheme = (creditor_id: string): Party => ({
  person: { other: [{ id: creditor_id, scheme: { proprietary: 'SEPA' } }] },
})
