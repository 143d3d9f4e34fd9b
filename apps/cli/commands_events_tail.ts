import type { Command } from 'commander'
import type { Client, FlorinEvent } from '../../sdk/typescript/index.ts'
import { acting } from './acting.ts'
import { connect } from './connect.ts'
import { usage } from './exits.ts'
import { eventLine, follow, followed, type FollowOptions, standingOf } from './follow_events.ts'
import type { Means } from './means.ts'
import { nounIn } from './operations/noun.ts'
import { sinceMs } from './since.ts'
import { tenantNow } from './tenant_now.ts'
import { TIME_FORM } from './times.ts'

type TailOptions = FollowOptions & { readonly status?: string[]; readonly since?: string }

/** In place of the operation that streams: what happens in the tenant, as it happens. */
export function eventTailCommand(program: Command, means: Means): void {
  followed(nounIn(program, 'events').command('tail'))
    .description('events as they happen, until Ctrl-C; with --json a line of JSON each')
    .option('--status <status...>', 'only where the object stands so, such as succeeded')
    .option('--since <duration or time>', `begin in the past: 1h, 3d, ${TIME_FORM}`)
    .action(acting(means, (options: TailOptions) => tail(means, options)))
}

async function tail(means: Means, options: TailOptions): Promise<void> {
  if (options.since !== undefined && options.after !== undefined)
    throw usage('--since and --after both say where to begin', 'take one of them')
  const client = await connect(means, options)
  const now_ms = async (): Promise<number> => (await tenantNow(means, client)).now_ms
  const since_ms = options.since === undefined ? undefined : await sinceMs(options.since, now_ms)
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

const firstEvent = async (client: Client): Promise<FlorinEvent | undefined> => {
  const { body } = await client.get<{ data: readonly FlorinEvent[] }>('/v1/events', { query: { limit: 1 } })
  return body.data[0]
}

function isWanted(event: FlorinEvent, { status }: TailOptions, since_ms: number | undefined): boolean {
  if (since_ms !== undefined && Date.parse(event.created_at) < since_ms) return false
  return status === undefined || status.includes(standingOf(event) ?? '')
}

/** What the stream asks the server for, asked of one event here. */
function isAsked({ type, object_id }: FlorinEvent, options: TailOptions): boolean {
  const isOfType = options.type?.some(
    (one) => one === type || (one.endsWith('*') && type.startsWith(one.slice(0, -1))),
  )
  return isOfType !== false && (options.object === undefined || object_id === options.object)
}
