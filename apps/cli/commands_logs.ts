import type { Command } from 'commander'
import type { Client, FlorinEvent } from '../../sdk/typescript/index.ts'
import { acting } from './acting.ts'
import { connect } from './connect.ts'
import { durationMs } from './duration.ts'
import { usage } from './exits.ts'
import { eventLine, follow, followed, type FollowOptions, standingOf } from './follow_events.ts'
import type { Means } from './means.ts'
import { tenantNow } from './tenant_now.ts'

type TailOptions = FollowOptions & { readonly status?: string[]; readonly since?: string }

/** What happens in the tenant, as it happens. */
export function logCommands(program: Command, means: Means): void {
  followed(program.command('logs').description('what happens').command('tail'))
    .description('events as they happen, until Ctrl-C; with --json a line of JSON each')
    .option('--status <status...>', 'only where the object stands so, such as succeeded')
    .option('--since <duration or time>', 'begin in the past: 1h, 3d, or 2026-12-24T18:00:00Z')
    .action(acting(means, (options: TailOptions) => tail(means, options)))
}

async function tail(means: Means, options: TailOptions): Promise<void> {
  if (options.since !== undefined && options.after !== undefined)
    throw usage('--since and --after both say where to begin', 'take one of them')
  const client = await connect(means, options)
  const since_ms = options.since === undefined ? undefined : await sinceMs(means, client, options.since)
  const tell = (text: string): void => {
    const event = JSON.parse(text) as FlorinEvent
    if (!isWanted(event, options, since_ms)) return
    means.out(options.json === true ? text : eventLine(event))
  }
  const first = since_ms === undefined ? undefined : await firstEvent(client)
  // The stream begins behind an event, so the very first one is told here.
  if (first !== undefined && isAsked(first, options)) tell(JSON.stringify(first))
  const after = options.after ?? first?.id
  const followedOptions = after === undefined ? options : { ...options, after }
  for await (const { text } of follow(means, client, followedOptions)) tell(text)
}

/** A moment, or so long before the tenant's present. Errors: CommandError for what is neither. */
async function sinceMs(means: Means, client: Client, text: string): Promise<number> {
  const ago_ms = durationMs(text)
  if (ago_ms !== undefined) return (await tenantNow(means, client)).now_ms - ago_ms
  const at_ms = Date.parse(text)
  if (Number.isNaN(at_ms))
    throw usage(
      `--since: “${text}” is neither a duration nor a time`,
      'write 1h, 3d, or 2026-12-24T18:00:00Z',
    )
  return at_ms
}

const firstEvent = async (client: Client): Promise<FlorinEvent | undefined> => {
  const { body } = await client.get<{ data: readonly FlorinEvent[] }>('/v1/events', { query: { limit: 1 } })
  return body.data[0]
}

function isWanted(event: FlorinEvent, { status }: TailOptions, since_ms: number | undefined): boolean {
  if (since_ms !== undefined && Date.parse(event.created_at) < since_ms) return false
  return status === undefined || status.includes(standingOf(event) ?? '')
}

/** What the stream asks the server for, asked of one event here. */
function isAsked({ type, data: { object } }: FlorinEvent, options: TailOptions): boolean {
  const isOfType = options.type?.some(
    (one) => one === type || (one.endsWith('*') && type.startsWith(one.slice(0, -1))),
  )
  return (
    isOfType !== false && (options.object === undefined || (object as { id?: unknown }).id === options.object)
  )
}
