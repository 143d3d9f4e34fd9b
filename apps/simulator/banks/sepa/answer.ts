import { draw } from '../../draw.ts'
import { ACK_AFTER_US, DUPLICATE_WITHIN_US } from '../facts.ts'
import { type BankGround, type InboundFile, scheduleBank } from '../ground.ts'
import { acceptedBefore } from '../inbound_seen.ts'
import type { Iso } from './codec.ts'
import { type Reported, statusReport } from './status_report.ts'

/** Whether the same content was accepted a short while ago. */
export function isRepeated(ground: BankGround, { sha256 }: InboundFile): boolean {
  const before = acceptedBefore(ground, sha256)
  return before !== null && ground.at - before < DUPLICATE_WITHIN_US
}

/** Some minutes later the customer is told. */
export function answer(ground: BankGround, iso: Iso, file: InboundFile, report: Reported): string {
  const [least, most] = ACK_AFTER_US
  const share = draw(ground.one.settings.seed, 'status', file.sha256, file.name).share(0)
  const at = ground.at + least + Math.floor(share * (most - least))
  const content = statusReport(iso, { ...ground, at }, report)
  scheduleBank(ground, at, 'bank_sepa_status', { name: `PAIN002_${file.name}`, content })
  return report.status === 'RJCT' ? 'rejected' : 'accepted'
}
