// Goal: what an acquirer reports, what the ledger holds and what the bank shows are the same money, seen three ways.
// Method: cards are paid on the whole server, the simulated acquirer settles, and a statement of the bank shows its payouts.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../kernel/assert.ts'
import { type Json, type SandboxApp, startSandboxApp } from './sandbox_app.ts'
import { openShop, type Shop } from './sandbox_shop.ts'

const DAY_MS = 86_400_000
let api: SandboxApp
let shop: Shop
before(async () => {
  api = await startSandboxApp()
  shop = openShop(api)
})
after(() => api?.close())

type Payout = { readonly reference: string; readonly value: bigint; readonly on: string }

const decimal = (minor: bigint): string => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`
const sumOf = (payouts: readonly Payout[]): bigint => payouts.reduce((sum, { value }) => sum + value, 0n)

/** A camt.053 of an account that opened with nothing and holds what these payouts brought, each on its day. */
function statementOf(payouts: readonly Payout[], on: string): string {
  const balance = (code: string, minor: bigint) =>
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="USD">${decimal(minor)}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${on}</Dt></Dt></Bal>`
  const entry = ({ reference, value, on: day }: Payout) =>
    `<Ntry><Amt Ccy="USD">${decimal(value)}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${day}</Dt></BookgDt><ValDt><Dt>${day}</Dt></ValDt><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>${reference}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>`
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>S-${on}</MsgId><CreDtTm>${on}T20:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>S-${on}</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>${on}T20:00:00Z</CreDtTm><Acct><Id><Othr><Id>000123456789</Id></Othr></Id><Ccy>USD</Ccy></Acct>
${balance('OPBD', 0n)}${balance('CLBD', sumOf(payouts))}${payouts.map(entry).join('')}</Stmt></BkToCstmrStmt></Document>`
}

/** A sandbox in which cards were paid for two days and settled, and what the acquirers say that they pay out. */
async function settled() {
  const key = await shop.frozen()
  const get = async (path: string) => (await api.call('GET', path, undefined, key)).body
  const list = async (path: string) => (await get(path))['data'] as readonly Json[]
  for (let day = 0; day < 2; day++) {
    for (const value of ['12500', '990', '4300']) await shop.pay(key, { amount: { value, currency: 'USD' } })
    await shop.goForward({ by_ms: DAY_MS }, key)
  }
  await shop.goForward({ by_ms: 4 * DAY_MS }, key)
  const settlements = await list('/v1/settlements?limit=100')
  const reported = settlements.map(({ reference, net, settled_on }): Payout => {
    const { value } = net as { value: string }
    return { reference: String(reference), value: BigInt(value), on: String(settled_on) }
  })
  // What acquirers report of a weekend pays out nothing, and no bank shows that.
  const payouts = reported.filter(({ value }) => value !== 0n)
  assert.ok(payouts.length > 0, 'the acquirers paid out')
  return { key, get, list, payouts }
}

/** Binds the bank's account to `bank:settlement`, after its statement came. */
async function bind(desk: Awaited<ReturnType<typeof settled>>, content: string): Promise<string> {
  const { key, list } = desk
  const open = async (path: string, normal_side: string) =>
    String((await shop.post(key, '/v1/ledger/accounts', { currency: 'USD', normal_side, path }))['id'])
  const accounts = await list('/v1/ledger/accounts?path=bank:settlement')
  const bank = present(accounts[0], 'the account that acquirers pay to')
  await shop.post(key, '/v1/bank-files', {
    name: 'statement.xml',
    content: Buffer.from(content).toString('base64'),
  })
  const statement = present((await list('/v1/bank-statements'))[0], 'a statement')
  assert.equal(statement['state'], 'loaded')
  const made = await shop.post(key, '/v1/reconciliation/accounts', {
    statement: statement['id'],
    ledger_account: bank['id'],
    suspense_account: await open('suspense:bank', 'credit'),
    fees_account: await open('expenses:bank', 'debit'),
    tolerance_account: await open('expenses:rounding', 'debit'),
    calendar: 'federal_reserve',
    starts_on: desk.payouts.map((one) => one.on).toSorted()[0],
  })
  await shop.goForward({ by_ms: 60_000 }, key)
  return String(made['id'])
}

test('payouts that acquirers report, the ledger books and the bank shows are matched by their reference', async () => {
  const desk = await settled()
  const on = present(
    desk.payouts
      .map((one) => one.on)
      .sort()
      .at(-1),
    'a day',
  )
  const id = await bind(desk, statementOf(desk.payouts, on))
  const matches = await desk.list(`/v1/reconciliation/matches?reconciliation_account=${id}`)
  assert.equal(matches.length, desk.payouts.length)
  const [proof] = await desk.list(`/v1/reconciliation/proofs?reconciliation_account=${id}`)
  assert.deepEqual([proof?.['is_clean'], proof?.['completeness_ppm']], [true, 1_000_000])
  assert.deepEqual(await desk.list('/v1/reconciliation/breaks?status=open'), [])
})
