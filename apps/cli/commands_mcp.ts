import type { Command } from 'commander'
import { acting } from './acting.ts'
import { chooseProfile, clientFor, connected, type ConnectOptions } from './connect.ts'
import type { Means } from './means.ts'
import { paint } from './show.ts'

type McpOptions = ConnectOptions & { readonly readOnly?: boolean; readonly scopes?: readonly string[] }

/** See docs/guides/assistants.md. */
export function mcpCommand(program: Command, means: Means): void {
  connected(program.command('mcp'))
    .description('let an AI assistant use the API over standard input and output (Model Context Protocol)')
    .option('--read-only', 'change nothing, in a sandbox neither')
    .option('--scopes <scope...>', 'offer only what these scopes are for, and never more than the key may')
    .action(acting(means, (options: McpOptions) => serveAssistant(means, options)))
}

async function serveAssistant(means: Means, options: McpOptions): Promise<void> {
  // Loaded here: no other command needs the protocol.
  const [{ openSession }, { serve }, { RETRIES_MAX }] = await Promise.all([
    import('./mcp/session.ts'),
    import('./mcp/serve.ts'),
    import('./mcp/limits.ts'),
  ])
  const profile = await chooseProfile(means, options)
  const client = clientFor(means, profile, {
    max_retries: RETRIES_MAX,
    is_quiet: true,
    user_agent: 'florin-mcp/0.1',
  })
  const narrowing = {
    is_read_only: options.readOnly === true,
    scopes: (options.scopes ?? []).flatMap((some) => some.split(',')),
  }
  const session = await openSession({ client, narrowing, chance: means.runtime.random(16) })
  serve({ session, runtime: means.runtime, onFault: (text) => means.err(paint('dim', text)) })
}
