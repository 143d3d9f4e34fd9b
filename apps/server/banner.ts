import { styleText } from 'node:util'
import type { FirstPayment } from './first_start.ts'

const bold = (text: string): string => styleText('bold', text, { validateStream: true })

/** What a person sees when the program is up: where it is, the key, and a first transfer to paste. */
export function banner(options: {
  url: string
  database: string
  took_s: string
  first: FirstPayment | undefined
}): string {
  const { url, first } = options
  const lines = [
    '',
    `${bold('Florin is running')}   ${url}`,
    `  docs              ${url}/docs`,
    `  API description   ${url}/openapi.json`,
    `  database          ${options.database}`,
    `  ready in          ${options.took_s} s`,
  ]
  const payment =
    first === undefined
      ? ['', 'No sandbox key of this database is kept here: it was shown at the first start, or is revoked.']
      : [
          `  sandbox key       ${first.secret_key}   (test money only)`,
          '',
          'Your first transfer: move 10.50 USD from the sandbox bank to Alice. Paste this:',
          '',
          ...firstTransfer(url, first),
        ]
  return [...lines, ...payment, '', 'Ctrl-C stops it.', ''].join('\n')
}

const firstTransfer = (url: string, first: FirstPayment): string[] => [
  `curl -X POST ${url}/v1/ledger/transfers \\`,
  `  -H 'Authorization: Bearer ${first.secret_key}' \\`,
  `  -H 'Idempotency-Key: ${first.idempotency_key}' \\`,
  `  -H 'Content-Type: application/json' \\`,
  `  -d '{"debit_account":"${first.debit_account}","credit_account":"${first.credit_account}","amount":{"value":"1050","currency":"USD"},"code":"top_up"}'`,
]
