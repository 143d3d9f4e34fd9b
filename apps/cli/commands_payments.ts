import { type Command, Option } from 'commander'
import { type Answer, fromMinor } from '../../sdk/typescript/index.ts'
import { acting } from './acting.ts'
import { type AmountJson, amountFrom, pairsFrom, present } from './amount_flags.ts'
import { connect, connected, type ConnectOptions } from './connect.ts'
import { listCommand } from './list_rows.ts'
import type { Means } from './means.ts'
import { paint, show, statusText } from './show.ts'

type PaymentJson = {
  readonly id: string
  readonly status: string
  readonly amount: AmountJson
  readonly amount_captured: AmountJson
  readonly amount_refunded: AmountJson
  readonly reference: string | null
  readonly card: { readonly scheme: string; readonly last4: string } | null
  readonly created_at: string
  readonly next_action: { readonly url: string } | null
  readonly finality: { readonly state: string; readonly because: string }
}
type WriteOptions = ConnectOptions & { readonly idempotencyKey?: string }
type CreateOptions = WriteOptions & {
  readonly amount: string
  readonly currency: string
  readonly paymentMethod: string
  readonly customer?: string
  readonly merchant?: string
  readonly reference?: string
  readonly description?: string
  readonly manual?: boolean
  readonly threeDs?: string
  readonly metadata?: string[]
}
type PartOptions = WriteOptions & { readonly amount?: string }

const written = (command: Command): Command =>
  connected(command).option('--idempotency-key <key>', 'your own, for a repeat that changes nothing')
const keyOf = ({ idempotencyKey }: WriteOptions) =>
  idempotencyKey === undefined ? {} : { idempotency_key: idempotencyKey }

export function paymentCommands(program: Command, means: Means): void {
  const payments = program.command('payments').description('card payments')
  createCommand(payments, means)
  connected(payments.command('get').argument('<id>'))
    .description('a payment as it stands')
    .action(
      acting(means, async (id: string, options: ConnectOptions) => {
        const client = await connect(means, options)
        tell(means, options, await client.get<PaymentJson>(`/v1/payments/${encodeURIComponent(id)}`))
      }),
    )
  const list = listCommand<PaymentJson>(payments, means, {
    description: 'payments, newest first',
    path: '/v1/payments',
    filters: ['customer', 'merchant', 'reference'],
    headings: ['id', 'status', 'amount', 'card', 'reference', 'created'],
    row: (one) => [
      one.id,
      statusText(one.status),
      amountText(one.amount),
      cardText(one),
      one.reference ?? '',
      one.created_at.slice(0, 19),
    ],
  })
  list.alias('ls')
  for (const verb of ['capture', 'cancel'] as const)
    written(payments.command(verb).argument('<id>'))
      .description(
        verb === 'capture'
          ? 'take what it holds, or a part of it'
          : 'give it up, and give back what it holds',
      )
      .option('--amount <decimal>', 'only this much, such as 10.50')
      .action(acting(means, (id: string, options: PartOptions) => act(means, verb, id, options)))
  refundCommand(program, means)
}

function createCommand(payments: Command, means: Means): void {
  written(payments.command('create'))
    .description('make a card payment')
    .requiredOption('--amount <decimal>', 'as people write it: 10.50')
    .requiredOption('--currency <code>', 'such as USD')
    .requiredOption('--payment-method <id>', 'a token, a payment method, or a test card such as pm_card_visa')
    .option('--customer <id>', 'who pays (cus_…)')
    .option('--merchant <id>', 'who is paid (mer_…); by default the tenant itself')
    .option('--reference <text>', 'your own, such as an order number')
    .option('--description <text>', 'for yourself')
    .option('--metadata <name=value...>', 'kept with it')
    .option('--manual', 'authorise only; capture it later')
    .addOption(new Option('--three-ds <when>', '3-D Secure').choices(['automatic', 'required', 'never']))
    .action(acting(means, (options: CreateOptions) => create(means, options)))
}

async function create(means: Means, options: CreateOptions): Promise<void> {
  const body = present({
    amount: amountFrom(options.amount, options.currency),
    payment_method: options.paymentMethod,
    customer: options.customer,
    merchant: options.merchant,
    reference: options.reference,
    description: options.description,
    three_ds: options.threeDs,
    metadata: pairsFrom(options.metadata, '--metadata'),
    capture_method: options.manual === true ? 'manual' : undefined,
  })
  const client = await connect(means, options)
  tell(means, options, await client.post<PaymentJson>('/v1/payments', body, keyOf(options)))
}

async function act(
  means: Means,
  verb: 'capture' | 'cancel',
  id: string,
  options: PartOptions,
): Promise<void> {
  const client = await connect(means, options)
  const path = `/v1/payments/${encodeURIComponent(id)}`
  const amount =
    options.amount === undefined
      ? undefined
      : amountFrom(options.amount, (await client.get<PaymentJson>(path)).body.amount.currency)
  tell(means, options, await client.post<PaymentJson>(`${path}/${verb}`, present({ amount }), keyOf(options)))
}

type RefundOptions = PartOptions & {
  readonly payment: string
  readonly reason?: string
  readonly reference?: string
}
type RefundJson = { readonly id: string; readonly status: string; readonly amount: AmountJson }

function refundCommand(program: Command, means: Means): void {
  const reasons = ['requested_by_customer', 'duplicate', 'fraudulent', 'other']
  written(program.command('refunds').description('money on its way back').command('create'))
    .description('give back what was captured, or a part of it')
    .requiredOption('--payment <id>', 'which payment (pay_…)')
    .option('--amount <decimal>', 'only this much, such as 10.50')
    .addOption(new Option('--reason <reason>', 'why').choices(reasons))
    .option('--reference <text>', 'your own')
    .action(
      acting(means, async (options: RefundOptions) => {
        const client = await connect(means, options)
        const path = `/v1/payments/${encodeURIComponent(options.payment)}`
        const amount =
          options.amount === undefined
            ? undefined
            : amountFrom(options.amount, (await client.get<PaymentJson>(path)).body.amount.currency)
        const { payment, reason, reference } = options
        const made = await client.post<RefundJson>(
          '/v1/refunds',
          present({ payment, amount, reason, reference }),
          keyOf(options),
        )
        show(means, options, made.body, () => [
          `${made.body.id}  ${statusText(made.body.status)}  ${amountText(made.body.amount)}`,
          ...unknownLines(made.status, `florin get /v1/refunds/${made.body.id}`),
        ])
      }),
    )
}

const amountText = ({ value, currency }: AmountJson): string => `${fromMinor(value, currency)} ${currency}`
const cardText = ({ card }: PaymentJson): string => (card === null ? '' : `${card.scheme} •${card.last4}`)

function tell(
  means: Means,
  options: ConnectOptions,
  { body, status, is_replayed }: Answer<PaymentJson>,
): void {
  show(means, options, body, () => [
    `${body.id}  ${statusText(body.status)}  ${amountText(body.amount)}  ${cardText(body)}`.trimEnd(),
    ...(body.amount_captured.value === '0' ? [] : [`  captured  ${amountText(body.amount_captured)}`]),
    ...(body.amount_refunded.value === '0' ? [] : [`  refunded  ${amountText(body.amount_refunded)}`]),
    `  ${body.finality.state}: ${body.finality.because}`,
    ...(body.next_action === null ? [] : [`  → the payer goes to ${body.next_action.url}`]),
    ...(is_replayed ? [paint('dim', '  this key had done it before; nothing happened now')] : []),
    ...unknownLines(status, `florin payments get ${body.id}`),
  ])
}

const unknownLines = (status: number, command: string): string[] =>
  status === 202 ? [`  → its outcome is not known yet: \`${command}\` tells when it is`] : []
