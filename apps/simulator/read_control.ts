import { type Instant, instant, parseInstant } from '../../kernel/world.ts'
import { bankFaultKinds, type Fault, type FaultedOperation, faultedHosts, faultKinds } from './faults.ts'
import { acquirerNames, moneyOperations } from './operation.ts'
import { objectOf, textIn } from './read_fields.ts'
import type { Settings } from './worlds.ts'

/** RFC 3339, or microseconds since 1970 as a whole number. */
export function readInstant(value: unknown): Instant | undefined {
  if (typeof value === 'string') return parseInstant(value)
  return typeof value === 'number' && Number.isSafeInteger(value) ? instant(value) : undefined
}

const isSecret = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 200

/** What is left out stays as it was. A text: the field that is wrong. */
export function readSettings(
  body: Readonly<Record<string, unknown>>,
  known: Settings | undefined,
): Settings | string {
  const seed = body['seed'] ?? known?.seed
  const api_key = body['api_key'] ?? known?.api_key
  const callback_secrets = body['callback_secrets'] ?? known?.callback_secrets ?? []
  const callback_urls = { ...known?.callback_urls, ...objectOf(body['callback_urls'] ?? {}) }
  const contracts = readContracts({ ...known?.contracts, ...objectOf(body['contracts']) })
  const bank = readBank({ ...known?.bank, ...objectOf(body['bank']) })
  const gates = readGates({ ...known?.instant, ...objectOf(body['instant'] ?? {}) })
  const vop_secret = body['vop_secret'] ?? known?.vop_secret ?? null
  const clock = body['clock'] === undefined ? known?.clock : readClock(objectOf(body['clock']))
  if (!isSecret(seed)) return 'seed'
  if (!isSecret(api_key)) return 'api_key'
  if (!Array.isArray(callback_secrets) || !callback_secrets.every(isSecret) || callback_secrets.length > 2)
    return 'callback_secrets'
  const urls = readUrls(objectOf(callback_urls))
  if (urls === undefined) return 'callback_urls'
  if (contracts === undefined) return 'contracts'
  if (clock === 'clock') return 'clock'
  if (bank === undefined) return 'bank'
  if (gates === undefined) return 'instant'
  if (vop_secret !== null && !isSecret(vop_secret)) return 'vop_secret'
  return {
    seed,
    api_key,
    callback_secrets,
    callback_urls: urls,
    contracts,
    bank,
    vop_secret,
    instant: gates,
    clock: clock ?? { frozen_at: null, offset_us: 0 },
  }
}

function readUrls(urls: Readonly<Record<string, unknown>>): Settings['callback_urls'] | undefined {
  const names: readonly string[] = acquirerNames
  const areGood = Object.entries(urls).every(
    ([name, url]) =>
      names.includes(name) && typeof url === 'string' && /^https?:\/\//.test(url) && URL.canParse(url),
  )
  return areGood ? urls : undefined
}

function readContracts(contracts: Readonly<Record<string, unknown>>): Settings['contracts'] | undefined {
  const names: readonly string[] = acquirerNames
  const areGood = Object.entries(contracts).every(
    ([name, contract]) => names.includes(name) && isContract(objectOf(contract)),
  )
  return areGood ? contracts : undefined
}

function isContract({ country, fee_plan }: Readonly<Record<string, unknown>>): boolean {
  const { kind, ppm, fixed } = objectOf(fee_plan)
  const isPlan = kind === 'interchange_plus' || kind === 'blended'
  const isCountry = typeof country === 'string' && /^[A-Z]{2}$/.test(country)
  return isPlan && isCountry && isCost(ppm) && Object.values(objectOf(fixed)).every(isCost)
}

const PPM = 1_000_000

function readBank(bank: Readonly<Record<string, unknown>>): Settings['bank'] | undefined {
  const { return_ppm = 0, noc_ppm = 0, company_ids = [] } = bank
  const isShare = (value: unknown): value is number => isCost(value) && Number(value) <= PPM
  if (!isShare(return_ppm) || !isShare(noc_ppm)) return undefined
  if (!Array.isArray(company_ids) || company_ids.length > 100 || !company_ids.every(isCompany))
    return undefined
  return { return_ppm, noc_ppm, company_ids }
}

/** Gates of the gateway for instant payments, by the currency of the account behind them. */
function readGates(gates: Readonly<Record<string, unknown>>): Settings['instant'] | undefined {
  const areGood = Object.entries(gates).every(([currency, value]) => {
    const { token, callback_url, callback_secret } = objectOf(value)
    const isUrl =
      typeof callback_url === 'string' && /^https?:\/\//.test(callback_url) && URL.canParse(callback_url)
    return (currency === 'USD' || currency === 'EUR') && isSecret(token) && isSecret(callback_secret) && isUrl
  })
  return areGood ? gates : undefined
}

const isCompany = (value: unknown): value is string =>
  typeof value === 'string' && /^[\x20-\x7e]{1,10}$/.test(value)

const isCost = (value: unknown): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

function readClock(clock: Readonly<Record<string, unknown>>): Settings['clock'] | 'clock' {
  const { frozen_at = null, offset_us = 0 } = clock
  const frozen = frozen_at === null ? null : readInstant(frozen_at)
  if (frozen === undefined || typeof offset_us !== 'number' || !Number.isSafeInteger(offset_us))
    return 'clock'
  return { frozen_at: frozen, offset_us }
}

const operations: readonly string[] = [
  ...moneyOperations,
  'inquire',
  'report',
  'verify_payee',
  'instant_payment',
  'any',
]

/** A text: the field that is wrong. */
export function readFaults(value: unknown): Fault[] | string {
  if (!Array.isArray(value) || value.length > 100) return 'faults'
  const faults = value.map((one, index) => readFault(objectOf(one), index))
  return faults.find((fault) => typeof fault === 'string') ?? (faults as Fault[])
}

function readFault(fields: Readonly<Record<string, unknown>>, index: number): Fault | string {
  const at = `faults.${index}`
  const kind = [...faultKinds, ...bankFaultKinds].find((known) => known === fields['kind'])
  if (kind === undefined) return `${at}.kind`
  const { acquirer = null, operation = null, count = null, share = 1, ms = null } = fields
  const named = faultedHosts.find((known) => known === acquirer) ?? null
  if (acquirer !== null && named === null) return `${at}.acquirer`
  if (operation !== null && !operations.some((known) => known === operation)) return `${at}.operation`
  if (count !== null && !isWhole(count)) return `${at}.count`
  if (ms !== null && !(typeof ms === 'number' && Number.isSafeInteger(ms))) return `${at}.ms`
  if (typeof share !== 'number' && typeof share !== 'string') return `${at}.share`
  const part = Number(share)
  if (!(part >= 0 && part <= 1)) return `${at}.share`
  const [from_at, until_at] = [windowEnd(fields['from_at']), windowEnd(fields['until_at'])]
  if (from_at === undefined || until_at === undefined) return `${at}.from_at`
  return {
    id: textIn(fields, 'id') || `fault_${index}`,
    kind,
    acquirer: named,
    share: part,
    operation: operation as FaultedOperation | null,
    count: count as number | null,
    ms: ms,
    from_at,
    until_at,
  }
}

const isWhole = (value: unknown): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0
const windowEnd = (value: unknown): number | null | undefined =>
  value === undefined || value === null ? null : readInstant(value)
