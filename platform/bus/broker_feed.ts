import type { Channel, ConsumeMessage } from 'amqplib'
import type { AmqpLink } from './amqp_link.ts'
import type { Consumer } from './consumer.ts'
import type { BusEvent } from './event.ts'
import { decodeRun } from './fact_run.ts'
import { BROKER_PREFETCH, BROKER_QUEUE_MAX } from './limits.ts'

/** Brings a consumer the messages of its queue while this process holds the consumer's lease. */
export type BrokerFeed = {
  /**
   * Called often: subscribes when it should and does not, and the other way round. True when it has just
   * subscribed: what was published before the queue was bound went nowhere, so the outbox must be looked at.
   */
  follow(isHeld: boolean): Promise<boolean>
  stop(): Promise<void>
}

export const exchangeName = (prefix: string): string => `${prefix}.facts`
export const queueName = (prefix: string, consumer: string): string => `${prefix}.${consumer}`

type FeedOptions = {
  readonly link: AmqpLink
  readonly prefix: string
  readonly consumer: Consumer
  readonly observe: (event: BusEvent) => void
}

export function createBrokerFeed(options: FeedOptions): BrokerFeed {
  const { link } = options
  let channel: Channel | undefined
  let isStopped = false

  const subscribe = async (): Promise<void> => {
    const opened = await link.channel()
    opened.on('error', (error) => options.observe({ event: 'link_failed', error }))
    opened.on('close', () => {
      if (channel === opened) channel = undefined
    })
    channel = opened
    const queue = await declareQueue(opened, options.prefix, options.consumer.name)
    await opened.prefetch(BROKER_PREFETCH)
    await opened.consume(queue, (message) => void take(opened, message))
    options.observe({ event: 'subscribed', consumer: options.consumer.name })
  }
  const take = async (from: Channel, message: ConsumeMessage | null): Promise<void> => {
    if (message === null) return unsubscribe() // the queue was deleted; the next turn declares it again
    await bring(options, message.content)
    try {
      from.ack(message)
    } catch {
      // The channel closed meanwhile: the broker brings the message again, and it is dropped as seen.
    }
  }
  const unsubscribe = async (): Promise<void> => {
    const last = channel
    channel = undefined
    await last?.close().catch(() => undefined)
  }
  return {
    async follow(isHeld) {
      if (!isHeld && channel !== undefined) await unsubscribe()
      if (!isHeld || channel !== undefined || !link.isOpen() || isStopped) return false
      await subscribe()
      return true
    },
    async stop() {
      isStopped = true
      await unsubscribe()
    },
  }
}

/**
 * Resolves when the message can be acknowledged: when it is dealt with, and also when the consumer failed on it.
 * The outbox keeps what is not dealt with, and its order, which a message that is put back would lose.
 */
async function bring({ consumer, observe }: FeedOptions, content: Buffer): Promise<void> {
  const run = decodeRun(content)
  if (run === undefined) observe({ event: 'unreadable', consumer: consumer.name })
  else await consumer.offer(run)
}

/** Declares a consumer's queue and binds it to the facts; returns its name. A repeat changes nothing. */
async function declareQueue(channel: Channel, prefix: string, consumer: string): Promise<string> {
  const queue = queueName(prefix, consumer)
  await channel.assertExchange(exchangeName(prefix), 'fanout', { durable: true })
  await channel.assertQueue(queue, {
    durable: true,
    arguments: { 'x-queue-type': 'quorum', 'x-max-length': BROKER_QUEUE_MAX, 'x-overflow': 'drop-head' },
  })
  await channel.bindQueue(queue, exchangeName(prefix), '')
  return queue
}
