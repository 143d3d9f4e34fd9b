import { instant, instantText } from '../../../kernel/world.ts'
import { draw } from '../draw.ts'
import { ACK_AFTER_US } from './facts.ts'
import { type BankEvents, type BankGround, type InboundFile, scheduleBank } from './ground.ts'
import { putOutbound } from './outbound.ts'

/** What an acknowledgement says besides what all say; in this order. */
export type Acknowledged = {
  readonly status: 'accepted' | 'rejected'
  readonly lines?: readonly (readonly [key: string, value: string | number])[]
}

/** Plans the answer to a file: `<name>.ack`, lines of `key: value`, some minutes later. */
export function acknowledge(
  ground: BankGround,
  { name, sha256 }: Pick<InboundFile, 'name' | 'sha256'>,
  { status, lines = [] }: Acknowledged,
): void {
  const [least, most] = ACK_AFTER_US
  const share = draw(ground.one.settings.seed, 'acknowledge', sha256, name).share(0)
  const received_at = instantText(instant(ground.at))
  const all = [['status', status], ...lines, ['sha256', sha256], ['received_at', received_at]]
  const content = all.map(([key, value]) => `${key}: ${value}\n`).join('')
  const at = ground.at + least + Math.floor(share * (most - least))
  scheduleBank(ground, at, 'bank_ack_put', { name: `${name}.ack`, status, content })
}

export const acknowledgeEvents: BankEvents = {
  bank_ack_put(ground, { name, status, content }) {
    const isLost = ground.faults.strike(ground, 'ack_lost', String(name)) !== undefined
    if (isLost) return { name, status, is_lost: true }
    return { name: putOutbound(ground, String(name), String(content)), status }
  },
}
