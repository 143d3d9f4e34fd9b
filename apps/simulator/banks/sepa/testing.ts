import { codecs, inspectFile } from '../../../../modules/rails/index.ts'
import { accountDetails } from '../accounts.ts'
import { larkfield } from '../facts.ts'
import type { Entry } from './codec.ts'

export const iso = await codecs.iso20022()

/** A German IBAN with right check digits whose last digits are what a test wants. */
export function ibanEnding(digits: string, bank_code = '37040044'): string {
  const account = digits.padStart(10, '5')
  const check = 98n - (BigInt(`${bank_code}${account}131400`) % 97n)
  return `DE${String(check).padStart(2, '0')}${bank_code}${account}`
}

/** Every fault of a file by the product's own readers and the structure of its version. */
export async function faultsIn(text: string): Promise<string[]> {
  const bytes = async function* (): AsyncGenerator<Uint8Array, void> {
    yield Buffer.from(text)
  }
  const { faults } = await inspectFile(bytes())
  return faults.filter(({ severity }) => severity === 'refused').map(({ rule, field }) => `${rule} ${field}`)
}

export type Ordered = {
  readonly name: string
  readonly ends: string
  readonly cents: number
  readonly on?: string
}
const euros = (cents: number) => ({ minor: BigInt(cents), currency: 'EUR' }) as const
const must = (made: ReturnType<typeof iso.writeMessage>): string => {
  if (made.ok) return made.value
  throw new Error(JSON.stringify(made.error))
}
const headOf = (message_id: string, count: number) => ({
  message_id,
  created_at: '2026-11-24T12:00:00Z',
  number_of_transactions: count,
  initiating_party: { name: 'Acme' },
})

/** A customer's pain.001, as the product would write it: one group. */
export function transfers(
  merchant: string,
  message_id: string,
  orders: readonly Ordered[],
  iban?: string,
): string {
  return must(
    iso.writeMessage('pain.001', {
      ...headOf(message_id, orders.length),
      payments: [
        {
          payment_information_id: `${message_id}-P`,
          payment_method: 'TRF',
          requested_execution_date: orders[0]?.on ?? '2026-11-24',
          debtor: { name: 'Acme' },
          debtor_account: { iban: iban ?? accountDetails(merchant, 'EUR').iban ?? '' },
          debtor_agent: { bicfi: larkfield.bic },
          charge_bearer: 'SLEV',
          transactions: orders.map(({ name, ends, cents }) => ({
            end_to_end_id: name,
            instructed_amount: euros(cents),
            creditor: { name: 'Anna' },
            creditor_account: { iban: ibanEnding(ends) },
          })),
        },
      ],
    }),
  )
}

/** A customer's pain.008: one group. */
export function collections(
  merchant: string,
  message_id: string,
  orders: readonly Ordered[],
  instrument: 'CORE' | 'B2B' = 'CORE',
): string {
  return must(
    iso.writeMessage('pain.008', {
      ...headOf(message_id, orders.length),
      payments: [
        {
          payment_information_id: `${message_id}-P`,
          payment_method: 'DD',
          payment_type: {
            service_levels: [{ code: 'SEPA' }],
            local_instrument: { code: instrument },
            sequence_type: 'RCUR',
          },
          requested_collection_date: orders[0]?.on ?? '2026-11-26',
          creditor: { name: 'Acme' },
          creditor_account: { iban: accountDetails(merchant, 'EUR').iban ?? '' },
          creditor_agent: { bicfi: larkfield.bic },
          charge_bearer: 'SLEV',
          creditor_scheme: {
            person: { other: [{ id: 'DE98ZZZ09999999999', scheme: { proprietary: 'SEPA' } }] },
          },
          transactions: orders.map(({ name, ends, cents }) => ({
            end_to_end_id: name,
            instructed_amount: euros(cents),
            direct_debit: { mandate: { id: `M-${name}`, date_of_signature: '2026-01-01' } },
            debtor_agent: { other: { id: 'NOTPROVIDED' } },
            debtor: { name: 'Bert' },
            debtor_account: { iban: ibanEnding(ends) },
          })),
        },
      ],
    }),
  )
}

/** A customer's camt.056. */
export const recalls = (...names: readonly string[]): string =>
  must(
    iso.writeMessage('camt.056', {
      assignment_id: `ASG-${names.join('-')}`.slice(0, 35),
      assigner: { party: { name: 'Acme' } },
      assignee: { agent: { bicfi: larkfield.bic } },
      created_at: '2026-11-25T12:00:00Z',
      underlying: [
        {
          transactions: names.map((name) => ({
            cancellation_id: `CXL-${name}`,
            original_end_to_end_id: name,
            reasons: [{ reason: { code: 'DUPL' } }],
          })),
        },
      ],
    }),
  )

/** A customer's pain.007: one group, `<message id>-R`, of collections that stood in the pain.008 `original`. */
export const reversals = (
  message_id: string,
  original: string,
  given: readonly Pick<Ordered, 'name' | 'cents'>[],
): string =>
  must(
    iso.writeMessage(
      'pain.007',
      {
        ...headOf(message_id, given.length),
        original_group: { original_message_id: original, original_message_name: 'pain.008.001.08' },
        payments: [
          {
            reversal_payment_information_id: `${message_id}-R`,
            original_payment_information_id: `${original}-P`,
            is_batch_booking: true,
            transactions: given.map(({ name, cents }) => ({
              reversal_id: `RVS-${name}`,
              original_instruction_id: `I-${name}`,
              original_end_to_end_id: name,
              original_instructed_amount: euros(cents),
              reversed_instructed_amount: euros(cents),
              reasons: [{ reason: { code: 'AM05' } }],
            })),
          },
        ],
      },
      'pain.007.001.08',
    ),
  )

/** What a pain.002 says: of the file, then of its payments. */
export function statusesIn(text: string): string[] {
  const [only] = iso.readMessages(Buffer.from(text)).messages
  if (only?.kind !== 'pain.002' || only.noun === undefined) throw new Error('no pain.002')
  const { original_group, payments } = only.noun
  const code = original_group.reasons?.[0]?.reason?.code
  return [
    [original_group.status, code].filter((word) => word !== undefined).join(' '),
    ...payments.flatMap(({ transactions }) =>
      transactions.map((one) =>
        [one.original_end_to_end_id, one.status, one.reasons?.[0]?.reason?.code]
          .filter((word) => word !== undefined)
          .join(' '),
      ),
    ),
  ]
}

function entriesIn(text: string): readonly Entry[] {
  const [only] = iso.readMessages(Buffer.from(text)).messages
  const entries =
    only?.kind === 'camt.054'
      ? only.noun?.notifications.flatMap((one) => one.entries)
      : only?.kind === 'camt.053'
        ? only.noun?.statements.flatMap((one) => one.entries)
        : undefined
  if (entries === undefined) throw new Error('no camt.053 or camt.054')
  return entries
}

/** Groups that were booked in one sum: `group direction cents`, then what was in it. */
export const groupsIn = (text: string): string[][] =>
  entriesIn(text).flatMap(({ credit_debit, amount, details = [] }) =>
    details.flatMap(({ batch, transactions = [] }) =>
      batch === undefined
        ? []
        : [
            [
              `${batch.payment_information_id} ${credit_debit} ${amount.minor}`,
              ...transactions.map(({ end_to_end_id }) => end_to_end_id ?? ''),
            ],
          ],
    ),
  )

/** What comes back in a camt.054 or camt.053: `name code direction cents`. */
export function returnsIn(text: string): string[] {
  return entriesIn(text).flatMap(({ credit_debit, amount, details = [] }) =>
    details
      .flatMap(({ transactions = [] }) => transactions)
      .flatMap((one) =>
        one.returned === undefined
          ? []
          : [`${one.end_to_end_id} ${one.returned.reason?.code} ${credit_debit} ${amount.minor}`],
      ),
  )
}
