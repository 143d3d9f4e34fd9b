import { at, type Json, textAt } from './value.ts'

/** One side of a match that waits for the other: a line of the bank, or a transfer of the ledger. */
export type Loose = {
  readonly key: string
  readonly side: 'bank' | 'ledger'
  readonly statement: string
  readonly line: number
  readonly transfer: string
  readonly row: Json
}

/** The breaks of an account that are one side without the other. */
export const looseOf = (breaks: readonly Json[]): readonly Loose[] =>
  breaks.flatMap((row): Loose[] => {
    const statement = textAt(row, 'statement')
    const line = at(row, 'line')
    const transfer = textAt(row, 'transfer')
    const common = { key: textAt(row, 'id'), statement, transfer, row }
    if (statement !== '' && typeof line === 'number' && transfer === '')
      return [{ ...common, side: 'bank', line }]
    return transfer === '' || statement !== '' ? [] : [{ ...common, side: 'ledger', line: 0 }]
  })

export type Chosen = { readonly bank: readonly Loose[]; readonly ledger: readonly Loose[] }

export const chosenOf = (loose: readonly Loose[], keys: ReadonlySet<string>): Chosen => ({
  bank: loose.filter(({ key, side }) => side === 'bank' && keys.has(key)),
  ledger: loose.filter(({ key, side }) => side === 'ledger' && keys.has(key)),
})

/** What `POST /v1/reconciliation/matches` takes. */
export const matchBody = (account: string, { bank, ledger }: Chosen) => ({
  reconciliation_account: account,
  lines: bank.map(({ statement, line }) => ({ statement, line })),
  transfers: ledger.map(({ transfer }) => transfer),
})

const buckets = ['0-1', '2-3', '4-7', '8-30', '30+'] as const

/** How many breaks are how old. */
export const ageing = (breaks: readonly Json[]) =>
  buckets.map((bucket) => ({
    bucket,
    count: breaks.filter((one) => textAt(one, 'age_bucket') === bucket).length,
  }))
