import { ownOf } from '../../../kernel/own.ts'
import type { Instant } from '../../../kernel/world.ts'
import type { CardScheme, MerchantInitiated } from '../card_connector.ts'
import { type EciMeaning, eciCodes, type ScaLimits, scaLimits } from './facts/authentication.ts'
import { linkIdModes } from './facts/link_id.ts'

/** What an electronic commerce indicator says; undefined for one that the scheme does not have. */
export function readEci(scheme: CardScheme, eci: string, at: Instant): EciMeaning | undefined {
  const codes = eciCodes(at).value[scheme]
  return ownOf(codes, eci)
}

/** The thresholds of the exemptions from strong customer authentication. */
export const scaLimitsAt = (at: Instant): ScaLimits => scaLimits(at).value

const LINK_ID = /^[A-Za-z0-9_-]{22}$/
export type LinkIdVerdict = {
  readonly verdict: 'fine' | 'warn' | 'refuse'
  readonly why: string | null
  readonly source: string
}

/**
 * Whether a merchant-initiated payment carries the references that Mastercard wants: link id (22 characters, case counts)
 * and trace id. `warn`: it may go out. Other schemes: always fine.
 */
export function checkLinkId(
  scheme: CardScheme,
  initiated: Pick<MerchantInitiated, 'network_transaction_id' | 'transaction_link_id'>,
  at: Instant,
): LinkIdVerdict {
  const { value: mode, source } = linkIdModes(at)
  const fault = scheme === 'mastercard' || scheme === 'maestro' ? linkIdFault(initiated) : null
  if (fault === null || mode === 'ignore') return { verdict: 'fine', why: null, source }
  return { verdict: mode === 'enforce' ? 'refuse' : 'warn', why: fault, source }
}

function linkIdFault({
  network_transaction_id,
  transaction_link_id,
}: Pick<MerchantInitiated, 'network_transaction_id' | 'transaction_link_id'>): string | null {
  if (transaction_link_id === null) return 'the transaction link id of the first payment is missing'
  if (!LINK_ID.test(transaction_link_id)) return 'a transaction link id is 22 of A-Z, a-z, 0-9, _ and -'
  return network_transaction_id === null ? 'the trace id of the first payment is missing' : null
}
