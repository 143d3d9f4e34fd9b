import type { Channel, ConsumeMessage } from 'amqplib'
import type { AmqpLink } from './amqp_link.ts'
import type { Consumer } from './consumer.ts'
import type { BusEvent } from './event.ts'
import { decodeRun } from './fact_run.ts'
import { BROKER_PREFETCH, BROKER_QUEUE_MAX } from './limits.ts'

/** Brings a consumer the messages of its queue while this process holds the consumer's lease. */
export type BrokerFeed = {
  /** Called often: subscribes when it should and does not, and the other way round. */
  follow(isHeld: boolean): Promise<void>
  stop(): Promise<void>
}

export const queueName = (prefix: string, consumer: string): string => `${prefix}.${consumer}`

export function createBrokerFeed(options: {
  link: AmqpLink
  prefix: string
  consumer: Consumer
  observe: (event: BusEvent) => void
}): BrokerFeed {
  const { link, consumer } = options
  let channel: Channel | undefined

  const subscribe = async (): Promise<void> => {
    const opened = await link.channel()
    opened.on('error', (error) => options.observe({ event: 'link_failed', error }))
    opened.on('close', () => {
      if (channel === opened) channel = undefined
    })
    channel = opened
    const queue = queueName(options.prefix, consumer.name)
    await opened.assertQueue(queue, {
      durable: true,
      arguments: { 'x-queue-type': 'quorum', 'x-max-length': BROKER_QUEUE_MAX, 'x-overflow': 'drop-head' },
    })
    await opened.bindQueue(queue, `${options.prefix}.facts`, '')
    await opened.prefetch(BROKER_PREFETCH)
    await opened.consume(queue, (message) => void take(opened, message))
  }
  /**
   * Acknowledged when dealt with, and also when the consumer failed on it: the outbox keeps what is not dealt
   * with, and its order, which a message that is put back would lose.
   */
  const take = async (from: Channel, message: ConsumeMessage | null): Promise<void> => {
    if (message === null) return unsubscribe()
    const run = decodeRun(message.content)
    if (run === undefined) options.observe({ event: 'unreadable', consumer: consumer.name })
    else await consumer.offer(run)
    if (channel === from) from.ack(message)
  }
  const unsubscribe = async (): Promise<void> => {
    const last = channel
    channel = undefined
    await last?.close().catch(() => undefined)
  }
  return {
    async follow(isHeld) {
      if (isHeld && channel === undefined && link.isOpen()) await subscribe()
      if (!isHeld && channel !== undefined) await unsubscribe()
    },
    stop: unsubscribe,
  }
}
