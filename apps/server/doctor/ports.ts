import { createServer } from 'node:net'
import { codeOf } from '../../../platform/db/embedded_folder.ts'
import { type Finding, well, wrong } from '../../cli/main.ts'
import type { ServerConfig } from '../config.ts'
import { isRunning } from './running.ts'

/** Whether the server could listen where it is told to. Where it runs already, it does. */
export async function lookAtPorts(config: ServerConfig): Promise<Finding[]> {
  const { host, port, vault_port, roles } = config
  if (isRunning(config)) return []
  const wanted = [
    ...(roles.includes('api') ? [['PORT', port] as const] : []),
    ...(roles.includes('vault') ? [['VAULT_PORT', vault_port] as const] : []),
  ]
  const found: Finding[] = []
  for (const [name, number] of wanted) {
    const code = await faultOf(host, number)
    if (code === undefined) continue
    const seen = `${host}:${number} cannot be listened on (${code === 'EADDRINUSE' ? 'another program has it' : code})`
    found.push(
      wrong(
        'ports',
        seen,
        `stop that program, or set ${code === 'EADDRNOTAVAIL' ? 'HOST' : name} to another one`,
      ),
    )
  }
  return found.length > 0
    ? found
    : [well('ports', `${wanted.map(([, number]) => number).join(' and ')} are free on ${host}`)]
}

/** Undefined when one may listen there. */
const faultOf = (host: string, port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer()
    server.on('error', (error) => resolve(codeOf(error) ?? error.message))
    server.listen(port, host, () => server.close(() => resolve(undefined)))
  })
