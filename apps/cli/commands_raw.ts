import type { Command } from 'commander'
import { acting } from './acting.ts'
import { pairsFrom, wholeBetween } from './amount_flags.ts'
import { bodyFrom, wholeBody } from './body_fields.ts'
import { connect, connected, type ConnectOptions } from './connect.ts'
import { usage } from './exits.ts'
import type { Means } from './means.ts'
import { paint } from './show.ts'

type RawOptions = ConnectOptions & {
  readonly query?: string[]
  readonly set?: string[]
  readonly body?: string
  readonly idempotencyKey?: string
  readonly wait?: string
}

/** Any route of the API, for what has no command of its own. */
export function rawCommands(program: Command, means: Means): void {
  for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
    const command = connected(program.command(method).argument('<path>', 'such as /v1/tenant'))
      .description(`${method.toUpperCase()} any path, and print the answer`)
      .option('-q, --query <name=value...>', 'fields of the query')
    if (method !== 'get')
      command
        .option(
          '-d, --set <name=text...>',
          'a field of the body; a.b=text for one inside, name:=json for other than text',
        )
        .option('--body <json>', 'the whole body, or @file to read it')
        .option('--idempotency-key <key>', 'your own, for a repeat that changes nothing')
        .option('--wait <seconds>', 'how long the API may hold the line for an outcome, at most 30')
    command.action(acting(means, (path: string, options: RawOptions) => ask(means, method, path, options)))
  }
}

async function ask(
  means: Means,
  method: 'get' | 'post' | 'put' | 'patch' | 'delete',
  path: string,
  options: RawOptions,
): Promise<void> {
  if (!path.startsWith('/'))
    throw usage(`“${path}” is not a path`, `write ${path.startsWith('v1/') ? '/' : '/v1/'}${path}`)
  const body = bodyFrom(await wholeBody(options.body), options.set ?? [])
  const client = await connect(means, options)
  const answer = await client.request(method.toUpperCase() as 'GET', path, {
    query: pairsFrom(options.query, '--query') ?? {},
    ...(body === undefined ? {} : { body }),
    ...(options.idempotencyKey === undefined ? {} : { idempotency_key: options.idempotencyKey }),
    ...(options.wait === undefined ? {} : { wait_s: wholeBetween('--wait', 0, 30)(options.wait) }),
  })
  const { status, request_id, is_replayed } = answer
  if (options.json !== true)
    means.err(
      paint(
        'dim',
        `${status}${is_replayed ? ' (replayed)' : ''}${request_id === null ? '' : `  ${request_id}`}`,
      ),
    )
  means.out(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body, null, 2))
}
