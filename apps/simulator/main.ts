import { join } from 'node:path'
import { realWorld } from '../../kernel/world.ts'
import { startSimulator } from './start_simulator.ts'

const PORT_DEFAULT = 4020

/**
 * `node apps/simulator/main.ts`, with SIMULATOR_PORT (4020; 0: any that are free), SIMULATOR_FOLDER (`.florin/simulator`)
 * and SIMULATOR_TOKEN, which is needed. Prints one line of JSON with its ports, and the bank's host keys, when it is ready.
 */
async function main(): Promise<void> {
  const { SIMULATOR_PORT, SIMULATOR_FOLDER, SIMULATOR_TOKEN = '', SIMULATOR_LEASH } = process.env
  if (SIMULATOR_TOKEN.length < 16) throw new Error('SIMULATOR_TOKEN must have at least 16 characters.')
  const port = SIMULATOR_PORT === undefined || SIMULATOR_PORT === '' ? PORT_DEFAULT : Number(SIMULATOR_PORT)
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_530))
    throw new Error(`SIMULATOR_PORT must be a port, and is "${SIMULATOR_PORT}".`)
  const folder = SIMULATOR_FOLDER ?? join('.florin', 'simulator')
  const simulator = await startSimulator({ world: realWorld(), folder, token: SIMULATOR_TOKEN, port })
  const stop = (): void => void simulator.close().finally(() => process.exit(0))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  // Whoever started it holds the other end: when that process ends, however it ends, this one does too.
  if (SIMULATOR_LEASH === 'stdin') process.stdin.resume().on('close', stop)
  console.log(JSON.stringify({ ports: simulator.ports, host_keys: simulator.host_keys }))
}

main().catch((error: unknown) => {
  console.error(`simulator: ${(error as Error).message}`)
  process.exit(1)
})
