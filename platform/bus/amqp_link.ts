import amqp, { type Channel, type ChannelModel, type ConfirmChannel } from 'amqplib'
import type { World } from '../../kernel/world.ts'
import { assertOutsideTransaction } from '../db/database.ts'
import { createLoop } from '../jobs/loop.ts'
import type { BusEvent } from './event.ts'
import { CONFIRM_MS_MAX, LINK_CHECK_MS, LINK_CONNECT_MS_MAX } from './limits.ts'

/** A connection to the broker that comes back by itself. */
export type AmqpLink = {
  start(): void
  isOpen(): boolean
  /** Resolves when the broker has confirmed the message; rejects when it did not, or nobody knows. */
  publish(content: Buffer, message_id: string): Promise<void>
  /** A channel for one consumer; rejects while there is no connection. */
  channel(): Promise<Channel>
  /** Drops the connection; the next one comes after a pause. */
  reset(): void
  close(): Promise<void>
}

type Open = { readonly model: ChannelModel; readonly publisher: ConfirmChannel }

/** `exchange` is declared on each connection: durable, and every queue bound to it gets every message. */
export function createAmqpLink(options: {
  world: World
  url: string
  exchange: string
  observe: (event: BusEvent) => void
}): AmqpLink {
  const { world, exchange, observe } = options
  let open: Open | undefined

  const connect = async (): Promise<void> => {
    const model = await amqp.connect(options.url, { timeout: LINK_CONNECT_MS_MAX })
    model.on('error', (error) => observe({ event: 'link_failed', error }))
    model.on('close', () => {
      if (open?.model === model) open = undefined
    })
    const publisher = await model.createConfirmChannel()
    publisher.on('error', (error) => observe({ event: 'link_failed', error }))
    publisher.on('close', () => void model.close().catch(() => undefined))
    await publisher.assertExchange(exchange, 'fanout', { durable: true })
    open = { model, publisher }
    observe({ event: 'link_opened' })
  }
  const loop = createLoop({
    world,
    turn: async () => {
      if (open === undefined) await connect()
      return LINK_CHECK_MS
    },
    failed: (error) => observe({ event: 'link_failed', error }),
  })
  const drop = async (): Promise<void> => {
    const last = open
    open = undefined
    await last?.model.close().catch(() => undefined)
  }
  return {
    start: () => loop.start(),
    isOpen: () => open !== undefined,
    reset: () => void drop(),
    async channel() {
      if (open === undefined) throw new Error('there is no connection to the broker')
      return open.model.createChannel()
    },
    async publish(content, message_id) {
      assertOutsideTransaction()
      if (open === undefined) throw new Error('there is no connection to the broker')
      const { publisher } = open
      await inTime(world, confirmed(publisher, exchange, content, message_id)).catch((error: unknown) => {
        void drop()
        throw error
      })
    },
    async close() {
      await loop.stop()
      await drop()
    },
  }
}

const confirmed = (
  channel: ConfirmChannel,
  exchange: string,
  content: Buffer,
  messageId: string,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const options = { persistent: true, contentType: 'application/json', messageId }
    channel.publish(exchange, '', content, options, (error: unknown) => {
      if (error === null || error === undefined) resolve()
      else reject(error instanceof Error ? error : new Error('the broker refused a message'))
    })
  })

async function inTime(world: World, answer: Promise<void>): Promise<void> {
  let cancel = (): void => undefined
  const late = new Promise<never>((_, reject) => {
    cancel = world.after(CONFIRM_MS_MAX, () => reject(new Error('the broker did not confirm in time')))
  })
  try {
    await Promise.race([answer, late])
  } finally {
    cancel()
  }
}
