import { join } from 'node:path'
import { bootPostgres } from '../../platform/db/embedded.ts'
import { startProxy } from './tcp_proxy.ts'

export type Cluster = {
  /** The same over every kill. */
  readonly url: string
  /** SIGKILL to PostgreSQL, then a start on the same files: what a crash of the machine's database looks like. */
  killAndRestart(): Promise<void>
  stop(): Promise<void>
}

/** A durable PostgreSQL behind a fixed address. */
export async function startCluster(directory: string): Promise<Cluster> {
  const proxy = await startProxy()
  const boot = () => bootPostgres({ data_dir: join(directory, 'cluster'), durable: true })
  let running = await boot()
  proxy.pointTo(Number(new URL(running.url).port))
  const url = new URL(running.url)
  url.port = String(proxy.port)
  return {
    url: url.href,
    async killAndRestart() {
      process.kill(running.pid, 'SIGKILL')
      await running.stop().catch(() => undefined)
      running = await boot()
      proxy.pointTo(Number(new URL(running.url).port))
    },
    async stop() {
      await running.stop()
      await proxy.close()
    },
  }
}
