import type { Channel, ChannelModel, ConfirmChannel } from 'amqplib'
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
  close(): Promise<void>
}

type LinkOptions = {
  readonly world: World
  readonly url: string
  /** Declared on each connection: durable, and every queue bound to it gets every message. */
  readonly exchange: string
  readonly observe: (event: BusEvent) => void
  /** Told each time a connection stands. */
  readonly opened: () => void
}

type Open = { readonly model: ChannelModel; readonly publisher: ConfirmChannel }

export function createAmqpLink(options: LinkOptions): AmqpLink {
  const { world, observe } = options
  let open: Open | undefined

  const drop = async (): Promise<void> => {
    const last = open
    open = undefined
    await last?.model.close().catch(() => undefined)
  }
  const loop = createLoop({
    world,
    async turn() {
      if (open !== undefined) return LINK_CHECK_MS
      let isClosed = false
      const made = await connect(options, (model) => {
        isClosed = true
        if (open?.model === model) open = undefined
      })
      if (isClosed) return LINK_CHECK_MS
      open = made
      observe({ event: 'link_opened' })
      options.opened()
      return LINK_CHECK_MS
    },
    failed: (error) => observe({ event: 'link_failed', error }),
  })
  const current = (): Open => {
    if (open === undefined) throw new Error('there is no connection to the broker')
    return open
  }
  return {
    start: () => loop.start(),
    isOpen: () => open !== undefined,
    channel: async () => current().model.createChannel(),
    async publish(content, message_id) {
      assertOutsideTransaction()
      const sent = confirmed(current().publisher, options.exchange, content, message_id)
      await inTime(world, sent).catch((error: unknown) => {
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

/** Opens a connection and the channel that publishes. When either fails, the whole connection starts anew. */
async function connect(options: LinkOptions, closed: (model: ChannelModel) => void): Promise<Open> {
  const failed = (error: unknown): void => options.observe({ event: 'link_failed', error })
  // Loaded by those who have a broker.
  const amqp = await import('amqplib')
  const model = await amqp.connect(options.url, { timeout: LINK_CONNECT_MS_MAX })
  model.on('error', failed)
  model.on('close', () => closed(model))
  const leave = (): Promise<void> => model.close().catch(() => undefined)
  try {
    const publisher = await model.createConfirmChannel()
    publisher.on('error', failed)
    publisher.on('close', () => void leave())
    await publisher.assertExchange(options.exchange, 'fanout', { durable: true })
    return { model, publisher }
  } catch (error) {
    void leave()
    throw error
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
