import { usage } from '../exits.ts'

/** Columns by name, as flags give them. */
export type ColumnFlags = {
  readonly amountColumn?: string
  readonly currencyColumn?: string
  readonly currency?: string
  readonly timeColumn?: string
  readonly customerColumn?: string
  readonly merchantColumn?: string
  readonly merchantNameColumn?: string
  readonly cardColumn?: string
  readonly referenceColumn?: string
  readonly idColumn?: string
  readonly mccColumn?: string
  readonly mcc?: string
  readonly metadataColumn?: readonly string[]
}
type Named =
  | 'amount'
  | 'time'
  | 'customer'
  | 'merchant'
  | 'merchant_name'
  | 'card'
  | 'reference'
  | 'id'
  | 'mcc'

/** Where things stand in a record; -1: nowhere. */
export type Columns = Readonly<Record<Named | 'currency', number>> & {
  /** Name of the known file it is, if it is one. */
  readonly preset: string | null
  readonly currency_code: string
  readonly mcc_code: string
  readonly metadata: readonly (readonly [name: string, at: number])[]
}

type Preset = {
  readonly name: string
  readonly has: readonly string[]
  readonly columns: Partial<Record<Named, string>>
}

/** Files that many people have. A header that holds all names of `has` is one of them. */
const presets: readonly Preset[] = [
  {
    name: 'Fraud Detection Handbook',
    has: ['TRANSACTION_ID', 'TX_DATETIME', 'CUSTOMER_ID', 'TERMINAL_ID', 'TX_AMOUNT'],
    columns: {
      id: 'TRANSACTION_ID',
      reference: 'TRANSACTION_ID',
      time: 'TX_DATETIME',
      customer: 'CUSTOMER_ID',
      merchant: 'TERMINAL_ID',
      amount: 'TX_AMOUNT',
    },
  },
  {
    name: 'Sparkov',
    has: ['trans_date_trans_time', 'cc_num', 'merchant', 'category', 'amt', 'trans_num'],
    columns: {
      id: 'trans_num',
      reference: 'trans_num',
      time: 'trans_date_trans_time',
      customer: 'cc_num',
      card: 'cc_num',
      merchant: 'merchant',
      merchant_name: 'merchant',
      mcc: 'category',
      amount: 'amt',
    },
  },
]

const DEFAULT_CURRENCY = 'USD'
/** ISO 18245: miscellaneous and specialty retail. */
const DEFAULT_MCC = '5999'

/** Where everything stands: what flags say, else what a known header means. Errors: CommandError naming the flag. */
export function readColumns(header: readonly string[], flags: ColumnFlags): Columns {
  const preset = presets.find(({ has }) => has.every((name) => header.includes(name)))
  const place = (flag: string, name: string | undefined): number => {
    if (name === undefined || name === '') return -1
    const at = header.indexOf(name)
    if (at === -1)
      throw usage(`${flag}: there is no column “${name}”`, `the header has: ${header.join(', ')}`)
    return at
  }
  const of = (named: Named, flag: string, given: string | undefined): number =>
    place(`--${flag}`, given ?? preset?.columns[named])
  const amount = of('amount', 'amount-column', flags.amountColumn)
  if (amount === -1)
    throw usage(
      'which column is the amount?',
      `name it with --amount-column; the header has: ${header.join(', ')}`,
    )
  const { currency: currency_code = DEFAULT_CURRENCY, mcc: mcc_code = DEFAULT_MCC } = flags
  if (!/^[A-Z]{3}$/.test(currency_code))
    throw usage(`“${currency_code}” is not a currency`, 'write it as USD')
  if (!/^\d{4}$/.test(mcc_code)) throw usage(`“${mcc_code}” is not a merchant category code of four digits`)
  return {
    preset: preset?.name ?? null,
    amount,
    currency_code,
    mcc_code,
    currency: place('--currency-column', flags.currencyColumn),
    time: of('time', 'time-column', flags.timeColumn),
    customer: of('customer', 'customer-column', flags.customerColumn),
    merchant: of('merchant', 'merchant-column', flags.merchantColumn),
    merchant_name: of('merchant_name', 'merchant-name-column', flags.merchantNameColumn),
    card: of('card', 'card-column', flags.cardColumn),
    reference: of('reference', 'reference-column', flags.referenceColumn),
    id: of('id', 'id-column', flags.idColumn),
    mcc: of('mcc', 'mcc-column', flags.mccColumn),
    metadata: (flags.metadataColumn ?? []).map((name) => [name, place('--metadata-column', name)] as const),
  }
}
