import type { Command } from 'commander'
import type { FlorinEvent } from '../../sdk/typescript/index.ts'
import { acting } from './acting.ts'
import { checkedUrl, connect } from './connect.ts'
import { usage } from './exits.ts'
import { eventLine, follow, followed, type FollowOptions } from './follow_events.ts'
import { forwardEvent } from './forward.ts'
import type { Means } from './means.ts'
import { paint } from './show.ts'

type ListenOptions = FollowOptions & { readonly forwardTo: string; readonly secret?: string }

export function eventCommands(program: Command, means: Means): void {
  followed(program.command('listen'))
    .description('send every event to a local address as a signed webhook, until Ctrl-C')
    .requiredOption('--forward-to <url>', 'such as http://127.0.0.1:3000/webhooks')
    .option('--secret <whsec_…>', 'sign with this one; by default a new one is made and shown')
    .action(acting(means, (options: ListenOptions) => listen(means, options)))
}

async function listen(means: Means, options: ListenOptions): Promise<void> {
  const url = checkedUrl(options.forwardTo)
  const { secret = newSecret(means) } = options
  if (!/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(secret))
    throw usage('--secret is not a webhook secret', 'it is whsec_ and at least 24 bytes in base 64')
  means.err(`Webhooks to ${url} are signed with ${paint('bold', secret)}`)
  for await (const event of follow(means, await connect(means, options), options)) {
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

const newSecret = ({ runtime }: Means): string =>
  `whsec_${Buffer.from(runtime.random(32)).toString('base64')}`
