import type { Command } from 'commander'
import type { FlorinEvent, StreamEvent, StreamState } from '../../sdk/typescript/index.ts'
import { acting } from './acting.ts'
import { checkedUrl, connect, connected, type ConnectOptions } from './connect.ts'
import { usage } from './exits.ts'
import { forwardEvent } from './forward.ts'
import type { Means } from './means.ts'
import { paint, statusText } from './show.ts'

const STREAM = '/v1/events/stream'

type FollowOptions = ConnectOptions & {
  readonly type?: string[]
  readonly after?: string
  readonly object?: string
}
type ListenOptions = FollowOptions & { readonly forwardTo: string; readonly secret?: string }

export function eventCommands(program: Command, means: Means): void {
  followed(program.command('events').description('what happened').command('tail'))
    .description('events as they happen, until Ctrl-C')
    .action(acting(means, (options: FollowOptions) => tail(means, options)))
  followed(program.command('listen'))
    .description('send every event to a local address as a signed webhook, until Ctrl-C')
    .requiredOption('--forward-to <url>', 'such as http://127.0.0.1:3000/webhooks')
    .option('--secret <whsec_…>', 'sign with this one; by default a new one is made and shown')
    .action(acting(means, (options: ListenOptions) => listen(means, options)))
}

const followed = (command: Command): Command =>
  connected(command)
    .option('--type <type...>', 'only these types; payment.* for all of payments')
    .option('--object <id>', 'only what happens to this object')
    .option('--after <id>', 'begin behind this event (evt_…); by default from now on')

async function tail(means: Means, options: FollowOptions): Promise<void> {
  for await (const { text } of await follow(means, options))
    means.out(options.json === true ? text : eventLine(JSON.parse(text) as FlorinEvent))
}

async function listen(means: Means, options: ListenOptions): Promise<void> {
  const url = checkedUrl(options.forwardTo)
  const { secret = newSecret(means) } = options
  if (!/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(secret))
    throw usage('--secret is not a webhook secret', 'it is whsec_ and at least 24 bytes in base 64')
  means.err(`Webhooks to ${url} are signed with ${paint('bold', secret)}`)
  for await (const event of await follow(means, options)) {
    const answer = await forwardEvent(means, { url, secret, event })
    if (options.json === true) {
      means.out(JSON.stringify({ id: event.id, type: event.type, ...answer }))
      continue
    }
    const isTaken = answer.status !== null && answer.status >= 200 && answer.status < 300
    const said = `${answer.status ?? 'no answer'}${answer.fault === null ? '' : ` (${answer.fault})`}`
    means.out(
      `${eventLine(JSON.parse(event.text) as FlorinEvent)}  ${paint(isTaken ? 'green' : 'red', `→ ${said}`)}`,
    )
  }
}

async function follow(means: Means, options: FollowOptions): Promise<AsyncGenerator<StreamEvent>> {
  const client = await connect(means, options)
  const { type, after, object } = options
  return client.stream(STREAM, {
    signal: means.interrupted(),
    // Both go along each time; where a connection is opened again, the last event beats what was asked first.
    query: { types: type, object_id: object },
    ...(after === undefined ? {} : { after }),
    on_state: (state) => means.err(paint('dim', stateText(state))),
  })
}

function stateText(state: StreamState): string {
  if (state.state === 'open') return 'Ready: events come from here on. Ctrl-C stops.'
  const from = state.after === null ? '' : `, behind ${state.after}`
  return `The connection was lost (${state.why}); opened again in ${(state.wait_ms / 1_000).toFixed(1)} s${from}.`
}

/** Time, type, object, status. */
function eventLine({ type, created_at, data: { object } }: FlorinEvent): string {
  const { id, status } = object as { id?: unknown; status?: unknown }
  const parts = [paint('dim', created_at.slice(11, 19)), type, text(id), statusText(text(status))]
  return parts.filter(Boolean).join('  ')
}
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const newSecret = ({ runtime }: Means): string =>
  `whsec_${Buffer.from(runtime.random(32)).toString('base64')}`
