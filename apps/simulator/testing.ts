import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ironbridge } from '../../connectors/ironbridge/connector.ts'
import { northgate } from '../../connectors/northgate/connector.ts'
import { tidewater } from '../../connectors/tidewater/connector.ts'
import { money } from '../../kernel/money.ts'
import { type Instant, parseInstant, realWorld } from '../../kernel/world.ts'
import {
  type AcquirerAccount,
  type Authorize,
  type CardConnector,
  type CardOutcome,
  type CardRequest,
  cardPlaceholders,
} from '../../modules/rails/index.ts'
import { createSender } from '../../platform/outbound/sender.ts'
import type { WireReply, WireRequest } from '../../platform/outbound/wire.ts'
import type { AcquirerName } from './operation.ts'
import { type Simulator, startSimulator } from './start_simulator.ts'

export const connectors: Readonly<Record<AcquirerName, CardConnector>> = { northgate, tidewater, ironbridge }
export const TOKEN = 'a token of tests only'
export const MERCHANT = 'SHOP00000000001'
export const START_AT = parseInstant('2026-11-24T12:00:00Z') as Instant

export type Bench = {
  readonly simulator: Simulator
  /** A call of the control interface; throws when it is not answered with 200. */
  control(method: string, path: string, body?: object): Promise<Record<string, unknown>>
  account(acquirer: AcquirerName): AcquirerAccount
  /** Through the connector and real sockets. */
  call(
    acquirer: AcquirerName,
    request: CardRequest,
    number?: string,
    timeout_ms?: number,
  ): Promise<CardOutcome>
  /** The bare reply, to see faults as they are. */
  reply(acquirer: AcquirerName, request: CardRequest, timeout_ms?: number): Promise<WireReply>
  sendTo(url: string, request: WireRequest): Promise<WireReply>
  close(): Promise<void>
}

/** A simulator on free ports with one world, its clock frozen, and connectors that speak to it. */
export async function openBench(more: { folder?: string; callback_urls?: object } = {}): Promise<Bench> {
  const world = realWorld()
  const made = mkdtempSync(join(tmpdir(), 'card-world-'))
  const folder = more.folder ?? made
  const simulator = await startSimulator({ world, folder, token: TOKEN, port: 0 })
  const sender = createSender({ world })
  const { ports } = simulator
  const urls: Record<AcquirerName, string> = {
    northgate: `http://127.0.0.1:${ports.northgate}`,
    tidewater: `http://127.0.0.1:${ports.tidewater}`,
    ironbridge: `tcp://127.0.0.1:${ports.ironbridge}`,
  }
  const reply = async (
    acquirer: AcquirerName,
    request: CardRequest,
    timeout_ms = 2_000,
    number = '4242424242424242',
  ): Promise<WireReply> => {
    const { build, key_of } = connectors[acquirer]
    const dial = { url: urls[acquirer], timeout_ms, ...(key_of === undefined ? {} : { key_of }) }
    return sender.send(dial, withCard(build(accountOf(acquirer, ports), request), number))
  }
  const bench: Bench = {
    simulator,
    control: (method, path, body) => control(ports.control, method, path, body),
    account: (acquirer) => accountOf(acquirer, ports),
    reply,
    async call(acquirer, request, number, timeout_ms) {
      const said = await reply(acquirer, request, timeout_ms, number)
      if (said.kind === 'answered') return connectors[acquirer].parse(request, said.answer)
      return { kind: said.kind === 'not_sent' ? 'not_sent' : 'unknown', why: said.why }
    },
    sendTo: (url, request) => sender.send({ url, timeout_ms: 2_000 }, request),
    async close() {
      await sender.close()
      await simulator.close()
      rmSync(made, { recursive: true, force: true })
    },
  }
  await bench.control('PUT', `/worlds/${MERCHANT}`, {
    seed: 'first',
    api_key: 'key',
    callback_secrets: ['old secret', 'new secret'],
    callback_urls: more.callback_urls ?? {},
    clock: { frozen_at: START_AT },
  })
  return bench
}

const accountOf = (acquirer: AcquirerName, ports: Simulator['ports']): AcquirerAccount => ({
  id: 'aca_00000000000000000000000000' as AcquirerAccount['id'],
  connector: acquirer,
  merchant_number: MERCHANT,
  url: `http://127.0.0.1:${ports.control}`,
  report_url: `http://127.0.0.1:${acquirer === 'ironbridge' ? ports.ironbridge_reports : ports[acquirer]}`,
  api_key: 'key',
  callback_secrets: ['new secret'],
  callback_url: 'http://127.0.0.1:9/callbacks',
})

async function control(
  port: number,
  method: string,
  path: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return JSON.parse(text) as Record<string, unknown>
}

/** What the vault does on the way out. */
export function withCard(request: WireRequest, number: string): WireRequest {
  const body = request.body
    .replaceAll(cardPlaceholders.number_llvar, `${number.length}${number}`)
    .replaceAll(cardPlaceholders.number, number)
    .replaceAll(cardPlaceholders.expiry_yymm, '3012')
    .replaceAll(cardPlaceholders.expiry_month, '12')
    .replaceAll(cardPlaceholders.expiry_year, '2030')
    .replaceAll(cardPlaceholders.cvc, '123')
  return { ...request, body }
}

let made = 0
/** A reference that no other request of this file has. */
export const newReference = (): string => `op${String((made += 1)).padStart(20, '0')}`

export const authorize = (more: Partial<Authorize> = {}): Authorize => ({
  operation: 'authorize',
  reference: 'order 1',
  operation_reference: newReference(),
  amount: money(1050n, 'EUR'),
  at: START_AT,
  card: {
    scheme: 'visa',
    bin: '424242',
    last4: '4242',
    expiry_month: 12,
    expiry_year: 2030,
    country: 'US',
    funding: 'credit',
  },
  acceptor: { name: 'Shop', city: 'Berlin', country: 'DE', mcc: '5732' },
  is_captured: false,
  allows_partial: false,
  is_estimate: false,
  has_cvc: true,
  initiated: null,
  is_first_of_many: false,
  three_ds: null,
  exemption: null,
  ...more,
})
/** Captures, voids, increments and refunds of an authorisation that was approved. */
export const following = <O extends 'capture' | 'void' | 'increment' | 'refund'>(
  operation: O,
  original: Authorize,
  acquirer_reference: string,
  minor = 1050n,
): Extract<CardRequest, { operation: O }> =>
  ({
    operation,
    acquirer_reference,
    reference: original.reference,
    at: START_AT,
    is_final: true,
    operation_reference: newReference(),
    original_reference: original.operation_reference,
    amount: money(minor, original.amount.currency),
  }) as unknown as Extract<CardRequest, { operation: O }>
export const inquire = (about: Exclude<CardRequest, { operation: 'inquire' }>): CardRequest => ({
  operation: 'inquire',
  about: about.operation,
  acquirer_reference: null,
  reference: about.reference,
  operation_reference: about.operation_reference,
  amount: about.amount,
  at: about.at,
})
