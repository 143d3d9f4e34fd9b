import type { InstantRequestNews } from '../../instant_connector.ts'
import type { RequestMove } from './move_request.ts'

/**
 * What news of a request for payment does to it; undefined for what nobody knows. Statuses of pain.014 and camt.029.
 * Source: payments.md A5, FedNow Operating Procedures of October 2024.
 */
export function moveOfNews({ status, reason_code }: InstantRequestNews): RequestMove | undefined {
  switch (status) {
    case 'ACTC':
    case 'PDNG':
    case 'RCVD':
      return { event: 'deliver' }
    case 'ACCP':
    case 'ACWC':
      return { event: 'accept' }
    case 'RJCT':
      return { event: 'decline', reason_code, because: 'The debtor or the debtor’s bank said no.' }
    case 'CNCL':
      return { event: 'cancel' }
    case 'RJCR':
      return { event: 'keep', because: 'It could not be taken back.' }
    default:
      return undefined
  }
}
