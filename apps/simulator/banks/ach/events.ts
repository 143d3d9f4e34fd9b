import { codecs } from '../../../../modules/rails/index.ts'
import type { BankEvents } from '../ground.ts'
import { sendAnswers } from './send_answers.ts'
import { playSettlement } from './settle.ts'

export async function achEvents(): Promise<BankEvents> {
  const nacha = await codecs.nacha()
  return {
    bank_ach_settle: playSettlement,
    bank_ach_answers: (ground) => sendAnswers(ground, nacha),
  }
}
