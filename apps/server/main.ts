import { realWorld } from '../../kernel/world.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { banner } from './banner.ts'
import { readConfig } from './config.ts'
import { runServer } from './run_server.ts'

const world = realWorld()

async function main(): Promise<void> {
  const config = readConfig(process.env)
  const server = await runServer({ config, world })
  let isStopping = false
  const stop = (): void => {
    // A second Ctrl-C means now.
    if (isStopping) process.exit(130)
    isStopping = true
    void server.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  const { url, database, first } = server
  console.log(banner({ url, database, first, took_s: (world.elapsed_ms() / 1000).toFixed(1) }))
}

main().catch((error: unknown) => {
  const sentence = error instanceof StartRefused ? error.message : undefined
  console.error(sentence === undefined ? error : `\nflorin: ${sentence}\n`)
  process.exit(1)
})
