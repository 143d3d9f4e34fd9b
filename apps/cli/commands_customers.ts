import type { Command } from 'commander'
import { acting } from './acting.ts'
import { pairsFrom, present } from './amount_flags.ts'
import { connect, connected, type ConnectOptions } from './connect.ts'
import { listCommand } from './list_rows.ts'
import type { Means } from './means.ts'
import { show } from './show.ts'

type CustomerJson = {
  readonly id: string
  readonly reference: string | null
  readonly name: string | null
  readonly email: string | null
  readonly created_at: string
}
type CreateOptions = ConnectOptions & {
  readonly reference?: string
  readonly name?: string
  readonly email?: string
  readonly metadata?: string[]
  readonly idempotencyKey?: string
}

export function customerCommands(program: Command, means: Means): void {
  const customers = program.command('customers').description('who pays')
  connected(customers.command('create'))
    .description('make a customer')
    .option('--reference <text>', 'your own name for it; unique')
    .option('--name <text>')
    .option('--email <address>')
    .option('--metadata <name=value...>', 'kept with it')
    .option('--idempotency-key <key>', 'your own, for a repeat that changes nothing')
    .action(
      acting(means, async (options: CreateOptions) => {
        const client = await connect(means, options)
        const { reference, name, email, idempotencyKey } = options
        const body = present({ reference, name, email, metadata: pairsFrom(options.metadata, '--metadata') })
        const made = await client.post<CustomerJson>(
          '/v1/customers',
          body,
          idempotencyKey === undefined ? {} : { idempotency_key: idempotencyKey },
        )
        show(means, options, made.body, () => [cells(made.body).filter(Boolean).join('  ')])
      }),
    )
  listCommand<CustomerJson>(customers, means, {
    description: 'customers, newest first',
    path: '/v1/customers',
    filters: ['reference', 'email'],
    headings: ['id', 'reference', 'name', 'email', 'created'],
    row: cells,
  })
}

const cells = ({ id, reference, name, email, created_at }: CustomerJson): string[] => [
  id,
  reference ?? '',
  name ?? '',
  email ?? '',
  created_at.slice(0, 19),
]
