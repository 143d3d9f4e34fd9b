import { styleText } from 'node:util'
import type { OperatorLink } from '../../modules/auth/index.ts'
import type { FirstPayment } from './first_start.ts'

const bold = (text: string): string => styleText('bold', text, { validateStream: true })

/** What a person sees when the program is up: where it is, the key, and a first card payment to paste. */
export function banner(options: {
  url: string
  vault_url: string
  database: string
  took_s: string
  has_simulator: boolean
  first: FirstPayment | undefined
  owner: OperatorLink | undefined
}): string {
  const { url, first } = options
  const lines = [
    '',
    `${bold('Florin is running')}   ${url}`,
    `  dashboard         ${url}/dashboard`,
    `  docs              ${url}/docs`,
    `  API description   ${url}/openapi.json`,
    `  card numbers      ${options.vault_url}/v1/tokens`,
    `  database          ${options.database}`,
    `  ready in          ${options.took_s} s`,
    ...ownerLines(options.owner),
  ]
  const payment =
    first === undefined
      ? ['', 'No sandbox key of this database is kept here: it was shown at the first start, or is revoked.']
      : [
          `  sandbox key       ${first.secret_key}   (test money only)`,
          '',
          ...(options.has_simulator ? firstPayment(url, first) : firstTransfer(url, first)),
        ]
  return [...lines, ...payment, '', 'Ctrl-C stops it.', ''].join('\n')
}

/** The link is a secret as long as nobody has used it: it is printed here and in no log. */
const ownerLines = (owner: OperatorLink | undefined): string[] =>
  owner === undefined
    ? []
    : [
        `  owner's set-up    ${owner.url}`,
        '                    (works once, within a day; `florin members link` makes another)',
      ]

const post = (url: string, path: string, first: FirstPayment, body: string): string[] => [
  '',
  `curl -X POST ${url}${path} \\`,
  `  -H 'Authorization: Bearer ${first.secret_key}' \\`,
  `  -H 'Idempotency-Key: ${first.idempotency_key}' \\`,
  `  -H 'Content-Type: application/json' \\`,
  `  -d '${body}'`,
]

const firstPayment = (url: string, first: FirstPayment): string[] => [
  'Your first card payment: 10.50 USD with a test card, by a simulated acquirer. Paste this:',
  ...post(
    url,
    '/v1/payments',
    first,
    '{"amount":{"value":"1050","currency":"USD"},"payment_method":"pm_card_visa","reference":"order-1"}',
  ),
]

const firstTransfer = (url: string, first: FirstPayment): string[] => [
  'Your first transfer: move 10.50 USD from the sandbox bank to Alice. Paste this:',
  ...post(
    url,
    '/v1/ledger/transfers',
    first,
    `{"debit_account":"${first.debit_account}","credit_account":"${first.credit_account}","amount":{"value":"1050","currency":"USD"},"code":"top_up"}`,
  ),
]
