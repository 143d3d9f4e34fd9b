import { type Command, Option } from 'commander'
import { type Rounding, roundings } from '../../sdk/typescript/index.ts'
import { acting } from './acting.ts'
import { wholeBetween } from './amount_flags.ts'
import { connected, type ConnectOptions } from './connect.ts'
import type { Means } from './means.ts'
import type { ColumnFlags } from './replay/columns.ts'
import { replayFile } from './replay/replay.ts'

const CONCURRENCY = 32
const RESOLVE_S = 120

export type ReplayOptions = ConnectOptions &
  ColumnFlags & {
    readonly publishableKey?: string
    readonly vaultUrl?: string
    readonly paymentMethod?: string
    readonly rounding?: Rounding
    readonly seed: string
    readonly run?: string
    readonly rate?: number
    readonly concurrency: number
    readonly limit?: number
    readonly state?: string
    readonly withClock?: boolean
    readonly merchantCity: string
    readonly merchantCountry: string
    readonly resolveS: number
    readonly proof: boolean
  }

const whole = wholeBetween

export function replayCommand(program: Command, means: Means): void {
  const command = connected(program.command('replay').argument('<file>', 'CSV with a header, plain or gzip'))
    .description('pay the card transactions of a file in a sandbox, once each, and prove the books')
    .optionsGroup('Columns (known for files of the Fraud Detection Handbook and of Sparkov):')
  for (const [flag, what] of columnFlags) command.option(flag, what)
  command
    .addOption(
      new Option('--rounding <how>', 'for amounts with more digits than the currency has').choices([
        ...roundings,
      ]),
    )
    .optionsGroup('Cards:')
    .option(
      '--payment-method <id>',
      'pay all with this one, such as pm_card_visa; by default each customer has a card of its own',
    )
    .option('--publishable-key <key>', 'makes the cards’ tokens (FLORIN_PUBLISHABLE_KEY, or the profile’s)')
    .option(
      '--vault-url <url>',
      'address of the vault (FLORIN_VAULT_URL); by default the port after the API’s',
    )
    .option('--seed <text>', 'which card numbers are made', 'florin')
    .optionsGroup('Merchants:')
    .option('--merchant-city <name>', 'of merchants that are made', 'Utrecht')
    .option('--merchant-country <code>', 'of merchants that are made', 'NL')
    .optionsGroup('How it runs:')
    .option('--rate <payments>', 'at most so many a second', whole('--rate', 1, 100_000))
    .option('--concurrency <payments>', 'so many at once', whole('--concurrency', 1, 1_024), CONCURRENCY)
    .option('--limit <rows>', 'only the first rows', whole('--limit', 1, 999_999_999))
    .option('--with-clock', 'move the sandbox’s clock along with the times of the file')
    .option('--state <file>', 'where to remember how far it is; by default beside the input')
    .option('--run <name>', 'replay a file once more: another name, other payments')
    .option(
      '--resolve-s <seconds>',
      'how long to wait for outcomes at the end',
      whole('--resolve-s', 0, 86_400),
      RESOLVE_S,
    )
    .option('--no-proof', 'do not ask the ledger for its proof')
    .action(acting(means, (file: string, options: ReplayOptions) => replayFile(means, file, options)))
}

const columnFlags: readonly (readonly [string, string])[] = [
  ['--amount-column <name>', 'decimal amounts'],
  ['--currency-column <name>', 'currency of each row'],
  ['--currency <code>', 'currency of all rows; USD when neither is said'],
  ['--time-column <name>', 'when it happened; UTC unless it says otherwise'],
  ['--customer-column <name>', 'who paid: becomes the customer’s reference'],
  ['--merchant-column <name>', 'who was paid: becomes the merchant’s reference'],
  ['--merchant-name-column <name>', 'what the merchant is called'],
  ['--mcc-column <name>', 'merchant category: four digits, or a category of Sparkov'],
  ['--mcc <code>', 'merchant category of all; 5999 when neither is said'],
  ['--card-column <name>', 'one test card for each value; by default one for each customer'],
  ['--reference-column <name>', 'the payment’s reference'],
  ['--id-column <name>', 'the row’s own id'],
  ['--metadata-column <name...>', 'kept as metadata'],
]
