// Goal: nothing but a whole answer to this very question is believed, and nothing that is not a match is taken for one.
// Method: the fixtures, answers put together by chance of right and wrong parts, and bytes that mean nothing.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { type Instant, parseInstant } from '../../kernel/world.ts'
import { codecs, type PayeeAnswer, type PayeeRequest } from '../../modules/rails/index.ts'
import { larkfieldVop } from './connector.ts'

const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'latin1')
const request: PayeeRequest = {
  reference: '01kdv0000000000000000000g0',
  message_reference: '01kdv0000000000000000000g0-1',
  asked_name: 'Zoë Müller',
  payer_name: 'Café “Nord”',
  country: 'DE',
  account: { iban: 'DE89370400440532013000' },
  bic: null,
  at: parseInstant('2026-11-24T12:00:00Z') as Instant,
}
const parse = (body: string, status = 200, asked = request): Promise<PayeeAnswer> =>
  larkfieldVop.parse(asked, { status, headers: {}, body })
const kindOf = async (...given: Parameters<typeof parse>): Promise<string> => (await parse(...given)).kind

test('a question is an acmt.023 in UTF-8 that our reader reads back', async () => {
  const sent = await larkfieldVop.build({ client_id: 'shop-17', secret: 'hush' }, request)
  assert.ok(sent.transport === 'http')
  assert.equal(sent.headers['authorization'], 'Bearer hush')
  const { readMessages } = await codecs.iso20022()
  const { messages, faults } = readMessages(Buffer.from(sent.body, 'latin1'))
  assert.deepEqual(faults, [])
  const [message] = messages
  assert.ok(message?.kind === 'acmt.023' && message.noun !== undefined)
  const { message_id, creator, verifications } = message.noun
  assert.equal(message_id, request.message_reference)
  assert.deepEqual(creator, { party: { name: 'Café “Nord”' } })
  assert.deepEqual(verifications, [
    {
      id: request.reference,
      identification: { party: { name: 'Zoë Müller' }, account: { iban: 'DE89370400440532013000' } },
    },
  ])
})

test('a match and a close match are read, the latter with the name that the bank has', async () => {
  assert.deepEqual(await parse(fixture('match.xml')), { kind: 'answered', code: 'MTCH', matched_name: null })
  const close = { kind: 'answered', code: 'CMTC', matched_name: 'Zoë Mülelr' }
  assert.deepEqual(await parse(fixture('close_match.xml')), close)
})

test('an account without an IBAN cannot be asked about here', () => {
  assert.equal(larkfieldVop.takes({ country: 'US', account: { account_number: '1' } }), false)
})

test('a refused question is told from a provider that cannot answer now', async () => {
  assert.equal(await kindOf('', 400), 'refused')
  for (const status of [201, 301, 401, 429, 500, 503])
    assert.equal(await kindOf(fixture('match.xml'), status), 'unknown')
})

test('an answer to another question is not believed', async () => {
  const match = fixture('match.xml')
  const others: Partial<PayeeRequest>[] = [
    { reference: '01kdv0000000000000000000g1' },
    { message_reference: '01kdv0000000000000000000g0-2' },
    { asked_name: 'Anna de Vries' },
    { account: { iban: 'DE75512108001245126199' } },
  ]
  for (const other of others) assert.equal(await kindOf(match, 200, { ...request, ...other }), 'unknown')
})

test('a close match without a name that can be shown is not believed', async () => {
  const close = fixture('close_match.xml')
  const name = Buffer.from('<Nm>Zoë Mülelr</Nm>', 'utf8').toString('latin1')
  const reversed = Buffer.from('<Nm>Zoë \u202eMülelr</Nm>', 'utf8').toString('latin1')
  assert.ok(close.includes(name))
  for (const bad of ['<Nm>   </Nm>', `<Nm>${'x'.repeat(141)}</Nm>`, reversed, ''])
    assert.equal(await kindOf(close.replace(name, bad)), 'unknown', bad)
})

const oneOf = <T>(right: T, ...wrong: readonly T[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: fc.constantFrom(...wrong) })
const parts = fc.record({
  message: oneOf(request.message_reference, 'another', ''),
  id: oneOf(request.reference, 'another', ''),
  verified: fc.constantFrom('true', 'false', '1', '0', 'yes', ''),
  code: fc.constantFrom('MTCH', 'CMTC', 'NMTC', 'NOAP', 'ABCD', 'mtch', ''),
  reports: oneOf(1, 0, 2),
  iban: oneOf('DE89370400440532013000', 'DE75512108001245126199', 'DE00'),
})

test('only an answer that is right in every part is a match, however it is put together', async () => {
  const match = fixture('match.xml')
  const report = /<Rpt>[^]*<\/Rpt>/.exec(match)?.[0] ?? ''
  await fc.assert(
    fc.asyncProperty(parts, async ({ message, id, verified, code, reports, iban }) => {
      const one = report
        .replace(/<OrgnlId>.*<\/OrgnlId>/, `<OrgnlId>${id}</OrgnlId>`)
        .replace(/<Vrfctn>.*<\/Vrfctn>/, `<Vrfctn>${verified}</Vrfctn>`)
        .replace(/<Cd>.*<\/Cd>/, `<Cd>${code}</Cd>`)
        .replace(/<IBAN>.*<\/IBAN>/, `<IBAN>${iban}</IBAN>`)
      const body = match
        .replace(/(<OrgnlAssgnmt>\s*)<MsgId>.*<\/MsgId>/, `$1<MsgId>${message}</MsgId>`)
        .replace(report, one.repeat(reports))
      const answer = await parse(body)
      const isOurs =
        message === request.message_reference &&
        id === request.reference &&
        reports === 1 &&
        iban === request.account['iban']
      const says = ['true', '1'].includes(verified)
        ? true
        : ['false', '0'].includes(verified)
          ? false
          : undefined
      const isWhole = isOurs && code !== '' && code !== 'CMTC' && says === (code === 'MTCH')
      assert.deepEqual(
        answer.kind === 'answered' ? answer : answer.kind,
        isWhole ? { kind: 'answered', code, matched_name: null } : 'unknown',
      )
    }),
    { numRuns: 300 },
  )
})

test('bytes that mean nothing, and halves of answers, are never an answer', async () => {
  const match = fixture('match.xml')
  const binary = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1'))
  const cut = fc.integer({ min: 0, max: match.lastIndexOf('</Document>') }).map((at) => match.slice(0, at))
  await fc.assert(
    fc.asyncProperty(fc.oneof(binary, cut), async (body) => (await kindOf(body)) === 'unknown'),
    { numRuns: 200 },
  )
  assert.equal(await kindOf(match.replace('?>', `?><!DOCTYPE x [<!ENTITY e "MTCH">]>`)), 'unknown')
  assert.equal(await kindOf(match + ' '.repeat(70_000)), 'unknown')
})
