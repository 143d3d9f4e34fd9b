import type { Command } from 'commander'
import { type Client, pause } from '../../sdk/typescript/index.ts'
import { acting } from './acting.ts'
import { present } from './amount_flags.ts'
import { chooseProfile, clientFor, connect, connected, type ConnectOptions } from './connect.ts'
import { usage } from './exits.ts'
import { configFile, type Means } from './means.ts'
import { keepProfile, masked } from './profiles.ts'
import { show } from './show.ts'
import { durationMs, isTime, TIME_FORM } from './times.ts'
import { showWaiting } from './waiting.ts'

type Clock = {
  readonly now: string
  readonly is_frozen: boolean
  readonly ahead_ms: number
  readonly status?: 'ready' | 'advancing'
  readonly target?: string | null
  readonly steps?: number
}

const ASK_MS = 500

export function sandboxCommands(program: Command, means: Means): void {
  connected(program.command('trigger').argument('<event>', 'such as dispute.created'))
    .description('let the simulated world do something')
    .option('--object <id>', 'to what, such as a payment')
    .action(
      acting(means, async (event: string, options: ConnectOptions & { object?: string }) => {
        const client = await connect(means, options)
        const body = present({ type: event, object: options.object })
        const made = await client.post('/v1/sandbox/simulate/events', body)
        show(means, options, made.body, () => [
          `${event} happens. \`florin events tail\` shows what comes of it.`,
        ])
      }),
    )
  clockCommands(
    program.command('clock').description('the sandbox’s clock: holds, expiries and retries follow it'),
    means,
  )
}

function clockCommands(clock: Command, means: Means): void {
  const step = (name: string, description: string, path: string): void => {
    connected(clock.command(name))
      .description(description)
      .action(
        acting(means, async (options: ConnectOptions) => {
          const client = await connect(means, options)
          const answer = await (path === ''
            ? client.get<Clock>('/v1/sandbox/clock')
            : client.post<Clock>(path))
          tell(means, options, answer.body)
        }),
      )
  }
  step('show', 'what the sandbox takes for the present', '')
  connected(clock.command('advance').argument('<duration or time>', `3d, 2h30m, ${TIME_FORM}`))
    .description('move it forward')
    .action(
      acting(means, async (to: string, options: ConnectOptions) => {
        const client = await connect(means, options)
        tell(means, options, await arrived(means, client, await advance(client, to), options.json))
      }),
    )
  step('freeze', 'stop it where it stands', '/v1/sandbox/clock/freeze')
  step('resume', 'let it run again', '/v1/sandbox/clock/resume')
  connected(clock.command('create').argument('<name>'))
    .description('make another sandbox, with a clock and books of its own, and a profile that holds its keys')
    .action(acting(means, (name: string, options: ConnectOptions) => createSandbox(means, name, options)))
}

async function advance(client: Client, to: string): Promise<Clock> {
  const by_ms = durationMs(to)
  if (by_ms === undefined && !isTime(to))
    throw usage(`“${to}” is neither a duration nor a time`, `write 3d, 2h30m, ${TIME_FORM}`)
  return (await client.post<Clock>('/v1/sandbox/clock/advance', by_ms === undefined ? { to } : { by_ms }))
    .body
}

/** A clock that is on its way is waited for; Ctrl-C ends the waiting, and the clock goes on. */
async function arrived(means: Means, client: Client, from: Clock, is_quiet = false): Promise<Clock> {
  let clock = from
  if (clock.status !== 'advancing') return clock
  const signal = means.interrupted()
  const bar = showWaiting(
    means,
    () => `on its way to ${clock.target ?? ''}: ${clock.now}, ${clock.steps ?? 0} steps`,
    is_quiet,
  )
  try {
    while (clock.status === 'advancing' && !signal.aborted) {
      await pause(means.runtime, ASK_MS, signal)
      clock = (await client.get<Clock>('/v1/sandbox/clock')).body
    }
    return clock
  } finally {
    bar.end()
  }
}

function tell(means: Means, options: ConnectOptions, clock: Clock): void {
  const state = clock.is_frozen ? 'frozen' : 'running'
  const ahead =
    clock.ahead_ms === 0 ? '' : `, ${(clock.ahead_ms / 86_400_000).toFixed(2)} days ahead of real time`
  show(means, options, clock, () => [`${clock.now}  ${state}${ahead}`])
}

type Made = {
  readonly id: string
  readonly secret_key: string | null
  readonly publishable_key: string | null
}

async function createSandbox(means: Means, name: string, options: ConnectOptions): Promise<void> {
  const from = await chooseProfile(means, options)
  const { body } = await clientFor(means, from).post<Made>('/v1/sandboxes', { name })
  const { secret_key, publishable_key } = body
  if (secret_key === null) throw usage('the API did not show the keys of the new sandbox')
  await keepProfile(configFile(means.env), name, {
    url: from.url,
    key: secret_key,
    ...(publishable_key === null ? {} : { publishable_key }),
    ...(from.vault_url === undefined ? {} : { vault_url: from.vault_url }),
  })
  const told = {
    ...body,
    secret_key: masked(secret_key),
    publishable_key: masked(publishable_key ?? ''),
    profile: name,
  }
  show(means, options, told, () => [
    `${body.id} is made, and “${name}” is the current profile (${masked(secret_key)}).`,
    '  → `florin profile use` goes back to another one',
  ])
}
