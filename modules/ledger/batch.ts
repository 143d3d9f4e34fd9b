import { packHash, packInt4, packText, packIds } from '../../platform/batcher/pack.ts'
import type { PostCommand, TransferOrder } from './transfer.ts'

/** The commands of one tenant, flattened into one statement's worth. */
export type Batch = {
  readonly commands: readonly PostCommand[]
  readonly orders: readonly TransferOrder[]
}

export function flatten(commands: readonly PostCommand[]): Batch {
  return {
    commands,
    orders:
      commands.length === 1
        ? (commands[0] as PostCommand).transfers
        : commands.flatMap((one) => one.transfers),
  }
}

/** Parameters n_*: descriptions and metadata of the transfers that have any. */
export function packNotes(orders: readonly TransferOrder[]): Buffer[] {
  const noted = orders.filter(isNoted)
  return [
    packIds(noted.map((order) => order.id)),
    packText(noted.map((order) => order.description ?? null)),
    packText(noted.map((order) => JSON.stringify(order.metadata ?? {}))),
  ]
}

export const isNoted = ({ description, metadata }: TransferOrder): boolean =>
  description !== undefined || metadata !== undefined

/** Parameters k_*: which keys the commands came under, and which transfers each covers. */
export function packKeys(commands: readonly PostCommand[]): Buffer[] {
  const keyed: { command: PostCommand; first: number }[] = []
  let first = 1
  for (const command of commands) {
    if (command.claim !== undefined) keyed.push({ command, first })
    first += command.transfers.length
  }
  const claims = keyed.flatMap(({ command }) => (command.claim === undefined ? [] : [command.claim]))
  return [
    packHash(claims.map((claim) => claim.key_hash)),
    packHash(claims.map((claim) => claim.fingerprint)),
    packText(claims.map((claim) => claim.key)),
    packText(claims.map((claim) => claim.route)),
    packText(claims.map((claim) => claim.fields)),
    packText(keyed.map(({ command }) => command.request_id)),
    packInt4(keyed.map((one) => one.first)),
    packInt4(keyed.map(({ command }) => command.transfers.length)),
  ]
}
