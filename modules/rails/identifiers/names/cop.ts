import { ownOf } from '../../../../kernel/own.ts'
import { type CopReason, copReasons } from '../facts/cop_reasons.ts'

const reasons: Readonly<Record<string, CopReason>> = copReasons.reasons

/**
 * What a reason code of the UK's Confirmation of Payee means, in the outcomes of Verification of Payee; undefined for a
 * code that we do not know, which must be shown to the payer as not possible.
 */
export const readCopReason = (code: string): CopReason | undefined => ownOf(reasons, code)
