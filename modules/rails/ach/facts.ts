import { Type as T } from 'typebox'
import { facts } from '../../../platform/outbox/fact.ts'
import { BankNoticeReply, ChangeNoticeReply, ReturnRateReply } from './schemas.ts'

const notice = T.Object({ object: BankNoticeReply })
const rate = T.Object({ object: ReturnRateReply })

export const achFacts = facts({
  'rails.bank_notice_opened': {
    event: 'bank_notice.opened',
    text: 'A bank said something that nothing of yours answers to, or that somebody has to act on.',
    body: notice,
  },
  'rails.bank_notice_closed': {
    event: 'bank_notice.closed',
    text: 'Somebody has dealt with what a bank said.',
    body: notice,
  },
  'rails.change_notice_received': {
    event: 'notification_of_change.received',
    text: 'A bank asked that the details of a bank account be corrected; `state` says what became of it.',
    body: T.Object({ object: ChangeNoticeReply }),
  },
  'rails.return_rate_near': {
    event: 'return_rate.near',
    text: 'So many debits came back that a threshold of Nacha is near.',
    body: rate,
  },
  'rails.return_rate_over': {
    event: 'return_rate.over',
    text: 'More debits came back than Nacha tolerates.',
    body: rate,
  },
})
