import type { Id } from '../../../kernel/id.ts'
import type { Send } from '../../../platform/outbound/wire.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { BankFiles } from '../bank_files/bank_files.ts'
import type { Destinations } from '../index.ts'
import type { InstantConnector } from '../instant_connector.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'

/** What a gateway has to know of us before it can be used. */
export type GatewayTold = {
  readonly connection: Id<'bcn'>
  readonly currency: string
  readonly url: string
  readonly client: string
  readonly token: string
  readonly callback_url: string
  readonly callback_secret: string
}

/** Who speaks over instant rails; brought by the app. */
export type InstantParts = {
  readonly connectors: readonly InstantConnector[]
  /** The address that a gateway calls, by its id. */
  readonly callbackUrl: (address: string) => string
  /** By which a simulated gateway knows a sandbox; undefined for a gateway that is a real one. */
  simulatedClient?(scope: OpenScope, url: string): string | undefined
  /** Awaited once per gateway and process, before its first message: a simulated one learns there where it calls us. */
  prepare?(scope: OpenScope, told: GatewayTold): Promise<void>
}

export type InstantDeps = OrderDeps & {
  readonly destinations: Destinations
  readonly send: Send
  readonly bank_files: Pick<BankFiles, 'receiveFile' | 'finishFile'>
  /** Absent: nothing travels over instant rails. */
  readonly instant?: InstantParts
}

/** What the secrets of gateways, and messages that may be sent again, are sealed for. */
export const GATEWAY_PURPOSE = 'instant_gateway'
export const MESSAGE_PURPOSE = 'instant_message'
