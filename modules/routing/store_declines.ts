import { present } from '../../kernel/assert.ts'
import { idOf } from '../../kernel/id.ts'
import { type Instant, instantText, parseInstant } from '../../kernel/world.ts'
import { packBigint, packHash, packText, packIds } from '../../platform/batcher/pack.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { EarlierDecline, NewDecline } from './decline.ts'
import { DECLINES_LOOKED_AT_MAX } from './limits.ts'

const fingerprintBytes = (fingerprint: string): Buffer => Buffer.from(fingerprint, 'hex')

/**
 * What `routing.record_declines` takes after tenant and time, as packed arrays in its order: attempts, fingerprints,
 * amounts, currencies, merchants, schemes, network codes, advice codes.
 */
export const packDeclines = (declines: readonly NewDecline[]): Buffer[] => [
  packIds(declines.map(({ attempt }) => attempt)),
  packHash(declines.map(({ fingerprint }) => fingerprintBytes(fingerprint))),
  packBigint(declines.map(({ amount }) => amount.minor)),
  packText(declines.map(({ amount }) => amount.currency)),
  packIds(declines.map(({ merchant }) => merchant)),
  packText(declines.map(({ scheme }) => scheme)),
  packText(declines.map(({ network_code }) => network_code)),
  packText(declines.map(({ advice_code }) => advice_code)),
]

const lookAtDeclines = {
  name: 'routing_look',
  text: `select f.place, d.at, d.amount, d.currency, d.merchant_id, d.scheme, d.network_code, d.advice_code
    from unnest($2::uuid[]) with ordinality as f (fingerprint, place)
    cross join lateral (
      select k.at, k.amount, k.currency, k.merchant_id, k.scheme, k.network_code, k.advice_code
      from routing.decline k
      where k.tenant_id = $1::int8 and k.fingerprint = f.fingerprint and k.at >= $3::timestamptz
      order by k.attempt_id desc limit $4::int4) d
    order by f.place`,
}

/** Declines since a time for each fingerprint, in order, newest first and a bounded number of each. One round trip. */
export async function lookAtCards(
  lane: Lane,
  tenant_id: TenantId,
  fingerprints: readonly string[],
  since: Instant,
): Promise<EarlierDecline[][]> {
  const found: EarlierDecline[][] = fingerprints.map(() => [])
  if (fingerprints.length === 0) return found
  const rows = await lane.run(lookAtDeclines, [
    String(tenant_id),
    packHash(fingerprints.map(fingerprintBytes)),
    instantText(since),
    DECLINES_LOOKED_AT_MAX,
  ])
  for (const row of rows) found[Number(row[0]) - 1]?.push(declineOf(row))
  return found
}

function declineOf(row: readonly (string | null)[]): EarlierDecline {
  const text = (place: number): string => present(row[place], 'a column of a decline')
  return {
    at: present(parseInstant(text(1)), 'the time of a decline'),
    amount: BigInt(text(2)),
    currency: text(3),
    merchant: idOf('mer', text(4)),
    scheme: text(5),
    network_code: text(6),
    advice_code: row[7] ?? null,
  }
}
