import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { allowedTransitions, drawnMachines } from '../../platform/db/machines_testing.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import {
  bankAccountEvents,
  bankAccountMachine,
  bankAccountStates,
} from './bank_accounts/bank_account.machine.ts'
import {
  instantMessageEvents,
  instantMessageMachine,
  instantMessageStates,
} from './instant/instant_message.machine.ts'
import {
  paymentRequestEvents,
  paymentRequestMachine,
  paymentRequestStates,
} from './instant/requests/payment_request.machine.ts'
import {
  recallSendingEvents,
  recallSendingMachine,
  recallSendingStates,
} from './instant/recalls/recall_sending.machine.ts'
import { mandateEvents, mandateMachine, mandateStates } from './mandates/mandate.machine.ts'
import {
  payeeVerificationEvents,
  payeeVerificationMachine,
  payeeVerificationStates,
} from './payee_verifications/payee_verification.machine.ts'

import {
  outgoingFileEvents,
  outgoingFileMachine,
  outgoingFileStates,
} from './outgoing_files/outgoing_file.machine.ts'
import {
  paymentOrderEvents,
  paymentOrderMachine,
  paymentOrderStates,
} from './payment_orders/payment_order.machine.ts'
import { recallEvents, recallMachine, recallStates } from './sepa/recall.machine.ts'

let database: TestDatabase
before(async () => void (database = await createTestDatabase()))
after(() => database.drop())

const drawn = drawnMachines(readFileSync(new URL('README.md', import.meta.url), 'utf8'))

/** In the order in which the README draws them. */
const cases = [
  {
    table: 'rails.bank_account',
    machine: bankAccountMachine,
    states: bankAccountStates,
    events: bankAccountEvents,
  },
  { table: 'rails.mandate', machine: mandateMachine, states: mandateStates, events: mandateEvents },
  {
    table: 'rails.payee_verification',
    machine: payeeVerificationMachine,
    states: payeeVerificationStates,
    events: payeeVerificationEvents,
  },
  {
    table: 'rails.outgoing_file',
    machine: outgoingFileMachine,
    states: outgoingFileStates,
    events: outgoingFileEvents,
  },
  {
    table: 'rails.payment_order',
    machine: paymentOrderMachine,
    states: paymentOrderStates,
    events: paymentOrderEvents,
  },
  { table: 'rails.recall', machine: recallMachine, states: recallStates, events: recallEvents },
  {
    table: 'rails.instant_message',
    machine: instantMessageMachine,
    states: instantMessageStates,
    events: instantMessageEvents,
  },
  {
    table: 'rails.payment_request',
    machine: paymentRequestMachine,
    states: paymentRequestStates,
    events: paymentRequestEvents,
  },
  {
    table: 'rails.recall_sending',
    machine: recallSendingMachine,
    states: recallSendingStates,
    events: recallSendingEvents,
  },
]

test('the database lets everything that has states change as the machines say, and the README draws it so', async () => {
  for (const [index, { table, machine, ...named }] of cases.entries()) {
    const declared = machine
      .rows()
      .map(([from, event, to]) => `${from} ${event} ${to}`)
      .sort()
    assert.deepEqual(await allowedTransitions(database, table, named), declared)
    assert.deepEqual(drawn[index], declared)
  }
})
