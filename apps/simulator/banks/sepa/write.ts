import { assert } from '../../../../kernel/assert.ts'
import { instant, instantText } from '../../../../kernel/world.ts'
import { draw } from '../../draw.ts'
import type { BankGround } from '../ground.ts'
import type { Iso, Kind } from './codec.ts'

/** A name for a message of the bank's: always the same for the same words. */
export const messageId = ({ one }: BankGround, ...words: readonly (string | number)[]): string =>
  `LK${draw(one.merchant_number, 'message', ...words)
    .hex.slice(0, 24)
    .toUpperCase()}`

export const isoNow = ({ at }: BankGround): string => `${instantText(instant(at)).slice(0, 19)}Z`

export const euros = (amount: number) => ({ minor: BigInt(Math.abs(amount)), currency: 'EUR' }) as const

/** A message as text. What cannot be written is a bug of the bank's. */
export function written<K extends Kind>(
  iso: Iso,
  kind: K,
  noun: Parameters<typeof iso.writeMessage<K>>[1],
): string {
  const made = iso.writeMessage(kind, noun)
  assert(made.ok, `the bank writes ${kind}: ${made.ok ? '' : JSON.stringify(made.error[0])}`)
  return made.value
}
