import type { Fault } from '../../../kernel/result.ts'
import type { Day } from '../../../kernel/world.ts'
import { readAccountNumber } from '../identifiers/account_number.ts'
import { readBic } from '../identifiers/bic.ts'
import { readCreditorId } from '../identifiers/creditor_id.ts'
import type { Reading } from '../identifiers/fault.ts'
import { readIban } from '../identifiers/iban.ts'
import type { BankConnection, BankIdentity, OrderRail } from './bank_connection.ts'

/** Currency, part of the identity, and whether it collects. Source: the schemes themselves, each of one currency. */
const needs: Readonly<
  Record<
    OrderRail,
    { readonly currency: string; readonly part: keyof BankIdentity; readonly collects?: true }
  >
> = {
  ach: { currency: 'USD', part: 'ach' },
  rtp: { currency: 'USD', part: 'instant' },
  fednow: { currency: 'USD', part: 'instant' },
  sepa: { currency: 'EUR', part: 'sepa' },
  sepa_core: { currency: 'EUR', part: 'sepa', collects: true },
  sepa_b2b: { currency: 'EUR', part: 'sepa', collects: true },
  sepa_instant: { currency: 'EUR', part: 'instant' },
}

type Asked = Pick<BankConnection, 'rails' | 'currency' | 'identity' | 'rules'>

/** Every fault of what a bank is to know us by; empty when it is enough for each rail. */
export function identityFaults(asked: Asked, today: Day): Fault[] {
  const { rails, currency, identity } = asked
  const faults: Fault[] = []
  for (const [index, rail] of rails.entries()) {
    const need = needs[rail]
    if (need.currency !== currency)
      faults.push(notUsable(`rails.${index}`, `${rail} moves ${need.currency}, not ${currency}`))
    if (identity[need.part] === undefined)
      faults.push({ code: 'required', param: `identity.${need.part}`, detail: `is required for ${rail}` })
    if (need.collects === true && identity.sepa !== undefined && identity.sepa.creditor_id === undefined)
      faults.push({ code: 'required', param: 'identity.sepa.creditor_id', detail: `is required for ${rail}` })
  }
  const unique = new Map(faults.map((fault) => [fault.param, fault]))
  return [
    ...unique.values(),
    ...achFaults(asked, today),
    ...sepaFaults(identity, today),
    ...instantFaults(asked, today),
  ]
}

const notUsable = (param: string, detail: string): Fault => ({ code: 'not_usable', param, detail })
const faultsOf = (param: string, read: Reading<unknown>): Fault[] =>
  read.ok ? [] : read.error.map(({ detail }) => notUsable(param, detail))

function achFaults({ identity: { ach }, rules }: Asked, today: Day): Fault[] {
  if (ach === undefined) return []
  const numbers = ['immediate_destination', 'odfi_routing_number'] as const
  const faults = numbers.flatMap((name) =>
    faultsOf(`identity.ach.${name}`, readAccountNumber('us_aba', ach[name], today)),
  )
  if (rules.balanced && ach.offset_account_number === undefined)
    faults.push({
      code: 'required',
      param: 'identity.ach.offset_account_number',
      detail: 'is required for files that must balance',
    })
  return faults
}

function sepaFaults({ sepa }: BankIdentity, today: Day): Fault[] {
  if (sepa === undefined) return []
  return [
    ...faultsOf('identity.sepa.iban', readIban(sepa.iban, today)),
    ...faultsOf('identity.sepa.bic', readBic(sepa.bic)),
    ...(sepa.creditor_id === undefined
      ? []
      : faultsOf('identity.sepa.creditor_id', readCreditorId(sepa.creditor_id))),
  ]
}

function instantFaults({ identity: { instant }, currency }: Asked, today: Day): Fault[] {
  if (instant === undefined) return []
  return currency === 'USD'
    ? [
        ...faultsOf('identity.instant.agent', readAccountNumber('us_aba', instant.agent, today)),
        ...faultsOf('identity.instant.account', readAccountNumber('us_account', instant.account, today)),
      ]
    : [
        ...faultsOf('identity.instant.agent', readBic(instant.agent)),
        ...faultsOf('identity.instant.account', readIban(instant.account, today)),
      ]
}
