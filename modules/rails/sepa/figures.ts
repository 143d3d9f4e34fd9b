import { type Instant, instantText } from '../../../kernel/world.ts'
import { decimalOf } from '../iso20022/messages/public.ts'

/** Minor units of euro as messages write them: 1050 is `10.50`. */
export const decimalText = (minor: bigint): string => decimalOf({ minor, currency: 'EUR' })

/** A time without fractions, in UTC: banks differ in how many digits they take. */
export const isoTime = (at: Instant): string => `${instantText(at).slice(0, 19)}Z`
