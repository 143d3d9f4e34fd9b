import type { BankGround } from '../ground.ts'
import type { Iso, StatusReport } from './codec.ts'
import { isoNow, messageId, written } from './write.ts'

export type Said = {
  readonly payment_id: string
  readonly instruction_id: string | null
  readonly end_to_end_id: string
  readonly status: 'RJCT' | 'PDNG'
  readonly code?: string
}
export type Reported = {
  readonly message_id: string
  readonly message_name: string
  /** Undefined: it only tells of some payments. */
  readonly status: 'ACCP' | 'PART' | 'RJCT' | undefined
  readonly code?: string
  readonly text?: string
  readonly said: readonly Said[]
}

const TEXT_CHARS = 105

const reasonsOf = (code: string | undefined, text?: string) =>
  code === undefined
    ? undefined
    : {
        reasons: [
          {
            reason: { code },
            ...(text === undefined ? undefined : { additional: [text.slice(0, TEXT_CHARS)] }),
          },
        ],
      }

/** The pain.002 about a customer's file: of its payments only those that were not simply taken. */
export function statusReport(iso: Iso, ground: BankGround, report: Reported): string {
  const { message_id, message_name, status, code, text, said } = report
  const noun: StatusReport = {
    message_id: messageId(ground, 'pain.002', message_id, ground.at),
    created_at: isoNow(ground),
    original_group: {
      original_message_id: message_id,
      original_message_name: message_name,
      ...(status === undefined ? undefined : { status }),
      ...reasonsOf(code, text),
    },
    payments: [...Map.groupBy(said, ({ payment_id }) => payment_id)].map(([payment_id, some]) => ({
      original_payment_information_id: payment_id,
      transactions: some.map((one) => ({
        ...(one.instruction_id === null ? undefined : { original_instruction_id: one.instruction_id }),
        original_end_to_end_id: one.end_to_end_id,
        status: one.status,
        ...reasonsOf(one.code),
      })),
    })),
  }
  return written(iso, 'pain.002', noun)
}
