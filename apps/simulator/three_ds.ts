import type { ThreeDsProof } from '../../modules/rails/index.ts'
import { issuerOf, isScaCountry, testCardOf } from './cards.ts'
import { draw } from './draw.ts'
import type { Ground } from './ground.ts'
import { CHALLENGE_US, HOUR_US } from './limits.ts'
import type { Asked, PresentedCard } from './operation.ts'

export type ThreeDsStatus = 'challenge' | 'authenticated' | 'attempted' | 'failed' | 'unavailable' | 'expired'
export type ThreeDsBody = {
  readonly operation_reference: string
  readonly amount: number
  readonly currency: string
  readonly card: string
  readonly last4: string
  readonly scheme: string
  readonly return_url: string
  readonly version: string
  readonly at: number
}
export type ThreeDsRow = {
  readonly id: string
  readonly status: ThreeDsStatus
  readonly body: ThreeDsBody
  readonly expires_at: number
}

/** An authentication is too old for an authorisation after this. Source: payment-codes.md §4.6. */
const PROOF_AGE_US_MAX = 12 * HOUR_US
const good = new Set(['05', '06', '02', '01'])

const cardKeyOf = ({ one }: Ground, number: string): string =>
  draw(one.settings.seed, 'card number', number).hex.slice(0, 32)

export function findThreeDs({ store, one, at }: Ground, id: string): ThreeDsRow | undefined {
  const row = store.one<{ id: string; status: ThreeDsStatus; body: string; expires_at: number }>(
    'select id, status, body, expires_at from three_ds where world = ? and id = ?',
    one.merchant_number,
    id,
  )
  if (row === undefined) return undefined
  const status = row.status === 'challenge' && at >= row.expires_at ? 'expired' : row.status
  return { ...row, status, body: JSON.parse(row.body) as ThreeDsBody }
}

/** One authentication per operation reference: a repeat finds the first. */
export function startThreeDs(
  ground: Ground,
  asked: Omit<ThreeDsBody, 'card' | 'last4' | 'scheme' | 'version' | 'at'> & {
    number: string
    wants_challenge: boolean
  },
): ThreeDsRow | undefined {
  const { number, wants_challenge, ...rest } = asked
  const issuer = issuerOf(number)
  if (issuer === undefined) return undefined
  const { seed } = ground.one.settings
  const id = draw(seed, 'authentication', asked.operation_reference).hex.slice(0, 32)
  const known = findThreeDs(ground, id)
  if (known !== undefined) return known
  const body: ThreeDsBody = {
    ...rest,
    card: cardKeyOf(ground, number),
    last4: number.slice(-4),
    scheme: issuer.scheme,
    version: '2.2.0',
    at: ground.at,
  }
  const status = firstStatus(ground, number, asked.operation_reference, wants_challenge)
  const expires_at = ground.at + CHALLENGE_US
  const row = { world: ground.one.merchant_number, id, body: JSON.stringify(body), status, expires_at }
  ground.store.insert('three_ds', row)
  return { id, status, body, expires_at }
}

function firstStatus(
  ground: Ground,
  number: string,
  reference: string,
  wants_challenge: boolean,
): ThreeDsStatus {
  const test = testCardOf(number)
  if (wants_challenge || test?.does.kind === 'authenticate') return 'challenge'
  if (test !== undefined) return 'authenticated'
  const at = draw(ground.one.settings.seed, 'frictionless', number.slice(0, 6), reference).share(0)
  // Issuers outside Europe challenge far less often.
  const challenge = isScaCountry(issuerOf(number)?.country ?? '') ? 0.25 : 0.06
  if (at < challenge) return 'challenge'
  return at > 0.98 ? 'unavailable' : at > 0.95 ? 'attempted' : 'authenticated'
}

/** The cardholder's answer to a challenge; the first one counts. */
export function finishThreeDs(
  ground: Ground,
  row: ThreeDsRow,
  status: 'authenticated' | 'failed',
): ThreeDsRow {
  if (row.status !== 'challenge') return row
  const sql = 'update three_ds set status = ? where world = ? and id = ?'
  ground.store.run(sql, status, ground.one.merchant_number, row.id)
  return { ...row, status }
}

const uuidOf = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')

/** What the merchant sends on with the authorisation; null while nothing is proved. */
export function proofOfRow(
  ground: Ground,
  row: ThreeDsRow,
): (ThreeDsProof & { status: ThreeDsStatus }) | null {
  const isMastercard = row.body.scheme === 'mastercard'
  if (row.status !== 'authenticated' && row.status !== 'attempted') return null
  const eci = row.status === 'authenticated' ? (isMastercard ? '02' : '05') : isMastercard ? '01' : '06'
  const cavv = Buffer.from(draw(ground.one.settings.seed, 'cavv', row.id).hex.slice(0, 40), 'hex').toString(
    'base64',
  )
  return {
    status: row.status,
    version: row.body.version,
    eci,
    cavv,
    ds_transaction_id: uuidOf(row.id),
    has_liability_shift: true,
  }
}

/** A proof of ours must have been given, for this card, and lately. One of another directory server is believed. */
export function proofOf(ground: Ground, asked: Asked, card: PresentedCard): 'good' | 'bad' | 'none' {
  const { three_ds } = asked
  if (three_ds === null) return 'none'
  if (!good.has(three_ds.eci) || three_ds.cavv === null) return 'none'
  const row = findThreeDs(ground, three_ds.ds_transaction_id.replaceAll('-', ''))
  if (row === undefined) return 'good'
  const isOurs =
    proofOfRow(ground, row)?.cavv === three_ds.cavv && row.body.card === cardKeyOf(ground, card.number)
  return isOurs && ground.at - row.body.at <= PROOF_AGE_US_MAX ? 'good' : 'bad'
}
