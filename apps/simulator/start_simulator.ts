import type { World } from '../../kernel/world.ts'
import { createSender } from '../../platform/outbound/sender.ts'
import { createBank } from './banks/bank.ts'
import { openControl } from './control.ts'
import { createDeliver } from './deliver.ts'
import { createFaults } from './faults.ts'
import type { Host } from './http_host.ts'
import { openInstant } from './instant/host.ts'
import { openIronbridge, openIronbridgeReports } from './ironbridge_host.ts'
import { openNorthgate } from './northgate_host.ts'
import { type AcquirerName, acquirerNames } from './operation.ts'
import { createPlayer } from './player.ts'
import type { House } from './serve.ts'
import { openStore } from './store.ts'
import { openThreeDs } from './three_ds_host.ts'
import { openTidewater } from './tidewater_host.ts'
import { openVop } from './vop/host.ts'
import { createWorlds } from './worlds.ts'

export type SimulatorOptions = {
  readonly world: World
  /** Holds everything that happened; made when it is not there. */
  readonly folder: string
  /** Whoever brings it may use the control interface. */
  readonly token: string
  /** The control interface's port; the others follow it. 0: any that are free. */
  readonly port: number
}
export type SimulatorPorts = {
  readonly control: number
  readonly northgate: number
  readonly tidewater: number
  readonly ironbridge: number
  readonly three_ds: number
  readonly ironbridge_reports: number
  readonly larkfield_sftp: number
  readonly larkfield_vop: number
  readonly larkfield_instant: number
}
export type Simulator = {
  readonly ports: SimulatorPorts
  /** Fingerprints of the bank's SFTP server, to be pinned. The same for as long as the folder is kept. */
  readonly host_keys: readonly string[]
  /** What was answered is kept; what waits is played by the next start on the same folder. */
  close(): Promise<void>
}

/**
 * The world outside: three acquirers, the schemes and issuers behind them, a directory server for 3-D Secure, a bank, and
 * the control interface. All on loopback. Throws when a port is taken.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { world, folder } = options
  const store = openStore(folder)
  const worlds = createWorlds({ store, world })
  const faults = createFaults(store)
  const sender = createSender({ world })
  const bank = createBank({ store, worlds, faults, world, folder })
  const deliver = createDeliver({ send: sender.send, world, faults })
  const player = createPlayer({ store, worlds, deliver, bank, world })
  const house: House = { store, worlds, faults, player, bank, world }
  const opened: Host[] = []
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((host) => host.close()))
    await bank.settled()
    await player.stop()
    await sender.close()
    store.close()
  }
  try {
    return { ...(await openAll(house, options, opened)), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Opens every listener, and notes each in `opened` as soon as it is there. */
async function openAll(
  house: House,
  { token, port }: SimulatorOptions,
  opened: Host[],
): Promise<Omit<Simulator, 'close'>> {
  const { faults, bank } = house
  const portOf = (place: number): number => (port === 0 ? 0 : port + place)
  const open = async <H extends Host>(host: Promise<H>): Promise<H> => {
    opened.push(await host)
    return host
  }
  const hosts: Record<AcquirerName, Host> = {
    northgate: await open(openNorthgate(house, portOf(1))),
    tidewater: await open(openTidewater(house, portOf(2))),
    ironbridge: await open(openIronbridge(house, portOf(3))),
  }
  const three_ds = await open(openThreeDs(house, portOf(4)))
  const reports = await open(openIronbridgeReports(house, portOf(5)))
  const sftp = await open(bank.open(portOf(6)))
  const vop = await open(openVop(house, portOf(7)))
  const gateway = await open(openInstant(house, portOf(8)))
  const applyRefusals = async (): Promise<void> => {
    for (const name of acquirerNames)
      await (faults.isRefusing(name) ? hosts[name].refuse() : hosts[name].accept())
    await (faults.isRefusing('larkfield_vop') ? vop.refuse() : vop.accept())
    await (faults.isRefusing('larkfield_instant') ? gateway.refuse() : gateway.accept())
  }
  await applyRefusals()
  const control = await open(openControl({ ...house, token, applyRefusals }, port))
  return {
    ports: {
      control: control.port,
      northgate: hosts.northgate.port,
      tidewater: hosts.tidewater.port,
      ironbridge: hosts.ironbridge.port,
      three_ds: three_ds.port,
      ironbridge_reports: reports.port,
      larkfield_sftp: sftp.port,
      larkfield_vop: vop.port,
      larkfield_instant: gateway.port,
    },
    host_keys: [sftp.fingerprint],
  }
}
