import type { Day } from '../../../../kernel/world.ts'
import type { Collections, Iso, Transfers } from './codec.ts'
import type { Scheme } from './outcomes.ts'

/** What a customer's file asks for. */
export type Ordered = {
  readonly kind: 'pain.001' | 'pain.008'
  readonly message_id: string
  readonly message_name: string
  readonly lines: readonly Line[]
  /** IBANs of the customer in it. */
  readonly own: ReadonlySet<string | undefined>
}
export type Line = {
  readonly scheme: Scheme
  readonly payment_id: string
  readonly instruction_id: string | null
  readonly end_to_end_id: string
  readonly amount: number
  readonly name: string
  readonly iban: string
  readonly mandate_id: string | null
  readonly wanted_on: Day
}
export type Read =
  | { readonly ordered: Ordered; readonly fault?: undefined }
  | {
      readonly fault: string
      readonly message_id: string
      readonly message_name: string
      readonly ordered?: undefined
    }

/** What stands for a name that nobody gave. */
export const UNKNOWN = 'NOTPROVIDED'

type Faults = ReturnType<Iso['readMessages']>['faults']

/** The first thing for which a file is refused. */
export function faultOf(faults: Faults): string | undefined {
  const refused = faults.find(({ severity }) => severity === 'refused')
  return refused && `line ${refused.line} ${refused.field}: ${refused.detail}`
}

/** Reads a pain.001 or pain.008 as a bank would: as a whole, or not at all. */
export function readOrders(iso: Iso, content: Buffer): Read {
  const { messages, faults } = iso.readMessages(content, { profile: 'sepa' })
  const [only] = messages
  const noun = only?.kind === 'pain.001' || only?.kind === 'pain.008' ? only.noun : undefined
  const message_id = noun?.message_id ?? UNKNOWN
  const message_name = only === undefined || only.version === '' ? UNKNOWN : only.version
  const fault = faultOf(faults)
  if (fault !== undefined) return { fault, message_id, message_name }
  if (noun === undefined || messages.length !== 1)
    return { fault: 'not one pain.001 or pain.008', message_id, message_name }
  const isTransfer = only?.kind === 'pain.001'
  const lines = isTransfer ? transferLines(noun as Transfers) : collectionLines(noun as Collections)
  if (lines === undefined)
    return { fault: 'a payment without an IBAN or an amount in EUR', message_id, message_name }
  const own = isTransfer
    ? (noun as Transfers).payments.map((payment) => payment.debtor_account.iban)
    : (noun as Collections).payments.map((payment) => payment.creditor_account.iban)
  const kind = isTransfer ? 'pain.001' : 'pain.008'
  return { ordered: { kind, message_id, message_name, lines, own: new Set(own) } }
}

type Given = Omit<Line, 'amount' | 'iban' | 'name'> & {
  readonly amount: { readonly minor: bigint; readonly currency: string } | undefined
  readonly name: string | undefined
  readonly iban: string | undefined
}

function lineOf({ amount, name, iban, ...rest }: Given): Line | undefined {
  if (iban === undefined || amount?.currency !== 'EUR' || amount.minor <= 0n) return undefined
  return { ...rest, iban, name: name ?? '', amount: Number(amount.minor) }
}

/** Undefined when one of them cannot be carried out. */
function whole(lines: readonly (Line | undefined)[]): readonly Line[] | undefined {
  const good = lines.filter((line) => line !== undefined)
  return good.length === lines.length && good.length > 0 ? good : undefined
}

const transferLines = ({ payments }: Transfers): readonly Line[] | undefined =>
  whole(
    payments.flatMap((payment) =>
      payment.transactions.map((one) =>
        lineOf({
          scheme: 'SCT',
          payment_id: payment.payment_information_id,
          instruction_id: one.instruction_id ?? null,
          end_to_end_id: one.end_to_end_id,
          amount: one.instructed_amount,
          name: one.creditor?.name,
          iban: one.creditor_account?.iban,
          mandate_id: null,
          wanted_on: payment.requested_execution_date.slice(0, 10) as Day,
        }),
      ),
    ),
  )

const collectionLines = ({ payments }: Collections): readonly Line[] | undefined =>
  whole(
    payments.flatMap((payment) =>
      payment.transactions.map((one) =>
        lineOf({
          scheme: payment.payment_type?.local_instrument?.code === 'B2B' ? 'B2B' : 'CORE',
          payment_id: payment.payment_information_id,
          instruction_id: one.instruction_id ?? null,
          end_to_end_id: one.end_to_end_id,
          amount: one.instructed_amount,
          name: one.debtor.name,
          iban: one.debtor_account.iban,
          mandate_id: one.direct_debit?.mandate?.id ?? null,
          wanted_on: payment.requested_collection_date as Day,
        }),
      ),
    ),
  )
