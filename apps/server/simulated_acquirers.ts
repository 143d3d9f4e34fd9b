import { ownOf } from '../../kernel/own.ts'
import type { AcquirerAccount, SandboxAccount } from '../../modules/rails/index.ts'
import type { Dial, Send } from '../../platform/outbound/wire.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { readClocks } from '../../platform/tenant_clock.ts'
import type { Database } from '../../platform/db/database.ts'
import { instantText } from '../../kernel/world.ts'
import type { SimulatorChild, SimulatorPorts } from './simulator_child.ts'

/** The simulated directory server of 3-D Secure, and the issuer's pages with it. */
const DIRECTORY_SERVER = 'http://acs.simulator.test'

/** The accounts that every sandbox has; where they are is known only once the simulator runs. */
export const simulatedAccounts: readonly SandboxAccount[] = [
  {
    connector: 'northgate',
    name: 'Northgate (simulated)',
    url: 'http://northgate.simulator.test',
    report_url: 'http://northgate.simulator.test',
    three_ds_url: DIRECTORY_SERVER,
    country: 'US',
    fee_plan: { kind: 'interchange_plus', ppm: 1_500, fixed: { USD: 5, EUR: 5 } },
    priority: 10,
  },
  {
    connector: 'tidewater',
    name: 'Tidewater (simulated)',
    url: 'http://tidewater.simulator.test',
    report_url: 'http://tidewater.simulator.test',
    three_ds_url: DIRECTORY_SERVER,
    country: 'NL',
    fee_plan: { kind: 'interchange_plus', ppm: 1_200, fixed: { USD: 8, EUR: 7 } },
    priority: 20,
  },
  {
    connector: 'ironbridge',
    name: 'Ironbridge (simulated)',
    url: 'tcp://ironbridge.simulator.test:8583',
    report_url: 'http://ironbridge-reports.simulator.test',
    three_ds_url: DIRECTORY_SERVER,
    country: 'US',
    fee_plan: { kind: 'interchange_plus', ppm: 1_000, fixed: { USD: 10, EUR: 9 } },
    priority: 30,
  },
]

/** Names that exist nowhere (RFC 6761): the simulator listens on whatever ports are free. */
const DOMAIN = '.simulator.test'
const portNames: Readonly<Record<string, keyof SimulatorPorts>> = {
  northgate: 'northgate',
  tidewater: 'tidewater',
  ironbridge: 'ironbridge',
  'ironbridge-reports': 'ironbridge_reports',
  acs: 'three_ds',
  vop: 'larkfield_vop',
  'larkfield-instant': 'larkfield_instant',
}

/** The address that such a name stands for now. */
function addressOf({ protocol, hostname, pathname }: URL, ports: SimulatorPorts): string {
  const port = ports[ownOf(portNames, hostname.slice(0, -DOMAIN.length)) ?? 'control']
  return `${protocol}//127.0.0.1:${port}${pathname === '/' ? '' : pathname}`
}

/** Sends to simulated acquirers wherever they listen at the moment; everything else goes where it is addressed. */
export const sendToSimulated =
  (send: Send, simulator: SimulatorChild | undefined): Send =>
  async (dial: Dial, request) => {
    const { policy, ...own } = dial
    // A live tenant has no simulated acquirers: such a name of theirs leads nowhere.
    if (!isSimulated(dial) || policy?.may_loop_back === false) return send(dial, request)
    if (simulator === undefined) return { kind: 'not_sent', why: 'no simulator runs here' }
    try {
      return await send({ ...own, url: addressOf(new URL(dial.url), await simulator.ports()) }, request)
    } catch (error) {
      return { kind: 'not_sent', why: `the simulator does not run: ${(error as Error).message}` }
    }
  }

export const isSimulated = ({ url }: { readonly url: string }): boolean =>
  new URL(url).hostname.endsWith(DOMAIN)

/** What a simulated acquirer takes is what its account says: both sides have one contract. */
const contractsOf = ({ connector }: AcquirerAccount) =>
  Object.fromEntries(
    simulatedAccounts
      .filter((one) => one.connector === connector)
      .map(({ country, fee_plan }) => [connector, { country, fee_plan }]),
  )

/** Tells the simulator of a sandbox: who it is, where it is called back, and what time it is there. */
export const registerWorld =
  ({ db, send, simulator }: { db: Database; send: Send; simulator: SimulatorChild }) =>
  async ({ tenant_id }: OpenScope, account: AcquirerAccount): Promise<void> => {
    const clock = (await readClocks(db, [tenant_id])).get(tenant_id)
    const { control } = await simulator.ports()
    const { frozen_at = null, offset_us = 0 } = clock ?? {}
    const reply = await send(
      { url: `http://127.0.0.1:${control}`, timeout_ms: 5_000 },
      {
        transport: 'http',
        method: 'PUT',
        path: `/worlds/${account.merchant_number}`,
        headers: { authorization: `Bearer ${simulator.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          seed: account.merchant_number,
          api_key: account.api_key,
          callback_secrets: account.callback_secrets,
          callback_urls: { [account.connector]: account.callback_url },
          contracts: contractsOf(account),
          clock: { frozen_at: frozen_at === null ? null : instantText(frozen_at), offset_us },
        }),
      },
    )
    if (reply.kind !== 'answered' || reply.answer.status !== 200)
      throw new Error(`the simulator did not take the sandbox: ${JSON.stringify(reply).slice(0, 200)}`)
  }
