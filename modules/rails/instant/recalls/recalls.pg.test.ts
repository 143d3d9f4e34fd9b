// Goal: an instant payment is asked back once, and whatever is answered, in any order and however often, moves its money once.
// Method: the real database, a gateway that says what it was told to, and a clock that the test moves.
import assert from 'node:assert/strict'
import { after as afterAll, before, test } from 'node:test'
import * as fc from 'fast-check'
import { sql } from 'kysely'
import { present } from '../../../../kernel/assert.ts'
import { type Id, newId } from '../../../../kernel/id.ts'
import type { DoorAnswer } from '../../../../platform/http/doors.ts'
import type { WireReply } from '../../../../platform/outbound/wire.ts'
import type { InstantConnector, InstantIncoming, InstantOutgoing } from '../../instant_connector.ts'
import type { PaymentOrder } from '../../payment_orders/payment_order.ts'
import { openSepaBench, type SepaBench } from '../../sepa/sepa_testing.ts'
import { mailOf, says, sentOf, testInstantConnector } from '../gateway_testing.ts'
import { messageIdOf } from '../instant_message.ts'
import { receiptIdOf } from '../receipt.ts'
import { recallMessageId } from './recall_sending.ts'
import { answer, back, nextId, notFound, refused, settles, silence, taken } from './recalls_testing.ts'

let bench: SepaBench
let address = ''
/** What is answered to a recall, or a question about one; the last again and again. Payments settle. */
let replies: ((sent: InstantOutgoing) => WireReply)[] = []
let sent: InstantOutgoing[] = []

/** How many more processes die when they are about to send a recall. */
let deaths = 0
const mortal: InstantConnector = {
  ...testInstantConnector,
  async write(gate, message) {
    if (message.kind === 'recall' && deaths-- > 0) throw new Error('the process dies here')
    return testInstantConnector.write(gate, message)
  },
}

before(async () => {
  bench = await openSepaBench(81n, {
    instant: { connectors: [mortal], callbackUrl: (one) => one },
    async send(_dial, request) {
      const message = sentOf(request.body)
      if (message.kind === 'payment') return settles(message)
      sent.push(message)
      return present(replies.length > 1 ? replies.shift() : replies[0], 'a reply')(message)
    },
  })
  const instant = { agent: 'PBNKDEFFXXX', account: 'DE1', name: 'Gym', url: 'https://gateway.example' }
  await bench.within(({ db, tenant_id }) =>
    sql`update rails.bank_connection set identity = identity || ${JSON.stringify({ instant })}::jsonb,
        rails = array_append(rails, 'sepa_instant') where tenant_id = ${tenant_id}`.execute(db),
  )
  const made = await bench.rails.rotateInstantGateway(bench.scope, bench.connection.id, undefined)
  address = present(made.ok ? made.value : undefined, 'the gateway').callback_url
})
afterAll(() => bench.close())

const script = (...next: typeof replies): void => {
  replies = next
  sent = []
  deaths = 0
}
const later = async (ms: number): Promise<void> => {
  bench.world.advance(ms)
  await bench.work()
}

async function settled(amount = 1_000): Promise<PaymentOrder> {
  const made = await bench.pay({ rail: 'sepa_instant', amount })
  await bench.work()
  const order = await bench.order(made.id)
  assert.equal(order.state, 'settled')
  return order
}
async function ask(order: PaymentOrder, reason = 'DUPL'): Promise<Id<'rcl'>> {
  const id = newId('rcl', bench.world)
  const made = await bench.within((tx) =>
    bench.rails.createRecall(tx, { id, order: order.id, reason, because: 'Paid twice' }),
  )
  assert.ok(made.ok, JSON.stringify(made))
  await bench.work()
  return id
}
async function recall(id: Id<'rcl'>) {
  const found = await bench.rails.findRecall(bench.scope, id)
  return present(found.ok ? found.value : undefined, 'the recall')
}
const stateOf = async (id: Id<'rcl'>): Promise<string> => {
  const { state, answer_code } = await recall(id)
  return `${state} ${answer_code ?? ''}`.trim()
}
const kinds = (): string[] => sent.map(({ kind }) => kind)

const tell = (news: InstantIncoming): Promise<DoorAnswer> =>
  bench.rails
    .instantDoor(async () => bench.scope)
    .open({
      params: { address },
      query: {},
      headers: { signature: 'good', rail: 'sepa_instant' },
      body: mailOf(news),
      ip: '192.0.2.1',
      request_id: 'req_1',
    })
type Notice = { readonly kind: string; readonly because: string; readonly receipt_id: string | null }
const notices = async (reference: string): Promise<readonly Notice[]> => {
  const { rows } = await bench.within(({ db, tenant_id }) =>
    sql<Notice>`select kind, because, receipt_id from rails.bank_notice
      where tenant_id = ${tenant_id} and reference = ${reference} order by kind`.execute(db),
  )
  return rows
}
/** How often each fact of a recall was told. */
const told = async (id: Id<'rcl'>): Promise<readonly string[]> => {
  const { rows } = await bench.within(({ db, tenant_id }) =>
    sql<{ type: string }>`select type from platform.outbox where tenant_id = ${tenant_id}
      and type like 'rails.recall_%' and object_id = ${id} order by type`.execute(db),
  )
  return rows.map(({ type }) => type)
}

test('a recall goes over the gateway, once, and in no file; it is accepted, and the money closes it', async () => {
  script(taken)
  const order = await settled(700)
  const had = await bench.balance(bench.payer)
  const id = await ask(order)
  const { state, file, message_id, answer_due_on } = await recall(id)
  assert.deepEqual([state, file, message_id], ['pending', null, recallMessageId(id)])
  assert.equal(answer_due_on, '2026-12-15', '15 banking days')
  await later(86_400_000)
  assert.deepEqual(kinds(), ['recall'])
  const [message] = sent
  assert.ok(message?.kind === 'recall')
  assert.deepEqual(
    [message.about, message.reason_code, message.amount, message.end_to_end_id],
    [messageIdOf(order.id, 1), 'DUPL', 700n, order.end_to_end_id],
  )
  assert.equal((await tell(answer(order, 'ACCR'))).status, 202)
  assert.equal(await stateOf(id), 'accepted')
  assert.equal(await bench.balance(bench.payer), had, 'a promise is no money')
  assert.equal((await tell(back(order))).status, 202)
  assert.equal(await stateOf(id), 'returned FOCR')
  const returned = await bench.order(order.id)
  assert.deepEqual([returned.state, returned.reason_code, returned.needs_review], ['returned', 'FOCR', false])
  assert.equal(await bench.balance(bench.payer), had + 700n)
  assert.deepEqual(await told(id), ['rails.recall_accepted', 'rails.recall_pending', 'rails.recall_returned'])
})

test('a recall that is refused leaves the payment as it is, with the code of the other bank', async () => {
  script(taken)
  const order = await settled()
  const id = await ask(order, 'FRAD')
  await tell(answer(order, 'PDCR'))
  assert.equal(await stateOf(id), 'pending', 'nobody has decided')
  await tell(answer(order, 'RJCR', 'CUST'))
  await tell(answer(order, 'ACCR'))
  assert.equal(await stateOf(id), 'refused CUST')
  assert.equal((await bench.order(order.id)).state, 'settled')
  await tell(back(order))
  assert.equal(await stateOf(id), 'returned FOCR', 'a bank that refused may still give it back')
})

test('an answer on the line is one', async () => {
  const order = await settled()
  script((message) =>
    says({ ...answer(order, 'RJCR', 'AC04'), message_id: `A${message.message_id}` } as never),
  )
  assert.equal(await stateOf(await ask(order)), 'refused AC04')
  assert.deepEqual(kinds(), ['recall'])
})

test('silence is asked about; what the gateway does not know is sent again, the same', async () => {
  script(silence, silence, notFound, taken)
  const order = await settled()
  const id = await ask(order)
  assert.deepEqual(kinds(), ['recall'])
  for (let rounds = 0; rounds < 3; rounds++) await later(60_000)
  assert.deepEqual(kinds(), ['recall', 'query', 'query', 'recall'])
  assert.deepEqual(sent[3], sent[0])
  assert.equal(await stateOf(id), 'pending')
  await later(86_400_000)
  assert.equal(kinds().length, 4, 'the gateway has it')
})

test('a process that dies after it said that it sends leaves a question, and the recall when nobody has it', async () => {
  script(notFound, taken)
  deaths = 1
  const id = await ask(await settled())
  assert.deepEqual(kinds(), [])
  for (let rounds = 0; rounds < 3; rounds++) await later(60_000)
  assert.deepEqual(kinds(), ['query', 'recall'])
  assert.equal(await stateOf(id), 'pending')
})

test('while the connection is disabled a recall waits', async () => {
  script(taken)
  const order = await settled()
  const put = (state: string) =>
    bench.within(({ db, tenant_id }) =>
      sql`update rails.bank_connection set state = ${state} where tenant_id = ${tenant_id}`.execute(db),
    )
  await put('disabled')
  await ask(order)
  await later(7_200_000)
  assert.deepEqual(kinds(), [])
  await put('enabled')
  await later(3_600_000)
  assert.deepEqual(kinds(), ['recall'])
})

test('when nobody ever says whether it arrived a person looks, and a late answer still counts', async () => {
  script(silence)
  const order = await settled()
  const id = await ask(order)
  for (let hours = 0; hours < 60; hours++) await later(3_600_000)
  assert.equal(kinds().filter((kind) => kind === 'recall').length, 1, 'silence never sends again')
  assert.equal((await bench.order(order.id)).needs_review, true)
  const asked = kinds().length
  await later(3_600_000)
  assert.equal(kinds().length, asked)
  await tell(answer(order, 'ACCR'))
  assert.equal(await stateOf(id), 'accepted')
})

test('what the gateway will not pass on was never asked for: the recall says so, and a person looks', async () => {
  script(refused)
  const order = await settled()
  assert.equal(await stateOf(await ask(order)), 'refused NOT_SENT')
  assert.deepEqual((await bench.order(order.id)).needs_review, true)
})

test('a payment is recalled once, and in time for its reason', async () => {
  script(taken)
  const order = await settled()
  await ask(order)
  const refusal = async (of: PaymentOrder): Promise<string> => {
    const asked = { id: newId('rcl', bench.world), order: of.id, reason: 'DUPL', because: 'again' }
    const made = await bench.within((tx) => bench.rails.createRecall(tx, asked))
    return made.ok ? 'made' : `${made.error.code} ${made.error.detail ?? ''}`
  }
  assert.match(await refusal(order), /^recall_not_allowed It was recalled before/)
  const old = await settled()
  bench.world.advance(16 * 86_400_000)
  assert.match(await refusal(old), /^recall_not_allowed .*10 banking days/)
})

test('what comes twice, at once or after its effect, moves and notices nothing more', async () => {
  script(taken)
  const order = await settled(300)
  const had = await bench.balance(bench.payer)
  const id = await ask(order)
  const [accepted, returned] = [answer(order, 'ACCR'), back(order)]
  const answers = await Promise.all([accepted, returned, returned, accepted, returned].map(tell))
  answers.push(await tell(returned), await tell(accepted))
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]))
  assert.equal(await bench.balance(bench.payer), had + 300n)
  assert.equal(await stateOf(id), 'returned FOCR')
  assert.deepEqual(await notices(messageIdOf(order.id, 1)), [])
  await tell(back(order))
  const [notice] = await notices(messageIdOf(order.id, 1))
  assert.equal(notice?.kind, 'duplicate_return', 'another message that says the same is for a person')
  assert.equal(await bench.balance(bench.payer), had + 300n)
})

test('answers about another payment, another amount or nothing that was asked back are noticed and move nothing', async () => {
  script(taken)
  const [order, other] = [await settled(), await settled()]
  const had = await bench.balance(bench.payer)
  const id = await ask(order)
  const about = messageIdOf(order.id, 1)
  await tell({ ...answer(order, 'ACCR'), about: 'NOBODYSENTTHIS' } as never)
  await tell(answer(other, 'ACCR'))
  await tell({ ...answer(order, 'RJCR', 'CUST'), money: { amount: 1n, currency: 'EUR' } } as never)
  await tell(back(order, { amount: 1n }))
  await tell(back(order, { about: 'NOBODYSENTTHIS2' }))
  assert.equal(await stateOf(id), 'pending')
  assert.equal(await bench.balance(bench.payer), had)
  const seen = async (reference: string) => (await notices(reference)).map(({ kind }) => kind)
  assert.deepEqual(await seen('NOBODYSENTTHIS'), ['unknown_payment'])
  assert.deepEqual(await seen('NOBODYSENTTHIS2'), ['unknown_payment'])
  assert.deepEqual(await seen(messageIdOf(other.id, 1)), ['unknown_payment'])
  assert.deepEqual(await seen(about), ['amount_differs', 'amount_differs'])
})

type Word = 'accept' | 'refuse' | 'wait' | 'return' | 'return anew'
const words: readonly Word[] = ['accept', 'refuse', 'wait', 'return', 'return anew']

test('in no order, however often and at once, do answers book twice, and each is told once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }), {
        minLength: 1,
        maxLength: 4,
      }),
      async (rounds) => {
        script(taken)
        const order = await settled(50)
        const had = await bench.balance(bench.payer)
        const id = await ask(order)
        const says_: Readonly<Record<Word, InstantIncoming>> = {
          accept: answer(order, 'ACCR'),
          refuse: answer(order, 'RJCR', 'CUST'),
          wait: answer(order, 'PDCR'),
          return: back(order),
          'return anew': back(order),
        }
        for (const round of rounds) await Promise.all(round.map((word) => tell(says_[word])))
        await bench.work()
        const said = new Set(rounds.flat())
        const isBack = said.has('return') || said.has('return anew')
        assert.equal(await bench.balance(bench.payer), had + (isBack ? 50n : 0n))
        assert.equal((await bench.order(order.id)).state, isBack ? 'returned' : 'settled')
        const facts = await told(id)
        assert.equal(new Set(facts).size, facts.length, 'each fact once')
        const { state } = await recall(id)
        if (isBack) assert.equal(state, 'returned')
        else assert.equal(state === 'pending', !said.has('accept') && !said.has('refuse'))
      },
    ),
    { numRuns: 25 },
  )
})

/** Somebody paid us 2.50; the ledger account that has it. */
async function paidIn(message_id: string): Promise<Id<'acc'>> {
  const account = await bench.within(async (scope) => {
    const shop = {
      id: newId('acc', bench.world),
      currency: 'EUR',
      normal_side: 'credit',
      path: 'shop:one',
    } as const
    assert.ok((await bench.ledger.createAccounts(scope, [shop])).ok)
    const asked = { connection: bench.connection.id, number: 'SHOP1', account: shop.id }
    assert.ok((await bench.rails.openReceivingAccount(scope, asked)).ok)
    return shop.id
  })
  await tell({
    kind: 'payment',
    rail: 'sepa_instant',
    message_id,
    end_to_end_id: 'E-1',
    reference: 'TX-1',
    created_at: bench.world.now(),
    debtor_name: 'Payer',
    account_number: 'SHOP1',
    amount: 250n,
    currency: 'EUR',
    remittance: null,
  })
  return account
}

test('a bank that asks a payment back which came to us is told nothing but that we know; the notice names what came', async () => {
  const account = await paidIn('THEIRS1')
  assert.equal(await bench.balance(account), 250n)
  const asks = (more: object = {}): InstantIncoming => ({
    kind: 'recall',
    message_id: nextId('ASKED'),
    about: 'THEIRS1',
    reference: 'TX-1',
    end_to_end_id: 'E-1',
    reason_code: 'DUPL',
    note: 'Paid twice.',
    money: { amount: 250n, currency: 'EUR' },
    ...more,
  })
  const asked = asks()
  for (let times = 0; times < 2; times++) assert.equal((await tell(asked)).status, 202)
  const [notice, ...more] = await notices('TX-1')
  assert.equal(more.length, 0, 'the same message is the same notice')
  assert.equal(notice?.kind, 'recall_received')
  const receipt = receiptIdOf(bench.connection.id, 'THEIRS1')
  assert.match(
    notice.because,
    new RegExp(`^A bank asks the payment TX-1 back \\(DUPL\\)\\. It came in as ${receipt}`),
  )
  assert.match(notice.because, /Answer before 20\d\d-\d\d-\d\dT\d\d:00:00.*Paid twice\.$/)
  assert.ok(notice.receipt_id !== null)
  await tell(asks({ about: 'NEVERCAME', reference: 'TX-2' }))
  const [stranger] = await notices('TX-2')
  assert.match(stranger?.because ?? '', /No payment that came in has that name/)
  assert.equal(await bench.balance(account), 250n, 'nothing moves by asking')
})
