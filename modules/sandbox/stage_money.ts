import type { Stagehand } from './stagehand.ts'

export const USD = (value: string) => ({ value, currency: 'USD' })
/** The id of what a call made. */
export const made = (object: { readonly [name: string]: unknown }): string => String(object['id'])

/** A ledger account in dollars. */
export const openAccount = async (stage: Stagehand, name: string, normal_side: string): Promise<string> =>
  made(
    await stage.call('POST /v1/ledger/accounts', {
      body: { currency: 'USD', normal_side, path: `triggers:${stage.word}:${name}` },
    }),
  )

/** A ledger account that has 50.00. */
export async function openFundedAccount(stage: Stagehand): Promise<string> {
  const [from, to] = [await openAccount(stage, 'from', 'debit'), await openAccount(stage, 'payer', 'credit')]
  await stage.call('POST /v1/ledger/transfers', {
    body: { debit_account: from, credit_account: to, amount: USD('5000') },
  })
  return to
}

/** An account of somebody else at a bank in the USA. */
export const openBankAccount = async (stage: Stagehand): Promise<string> =>
  made(
    await stage.call('POST /v1/bank-accounts', {
      body: {
        country: 'US',
        currency: 'USD',
        holder: { name: `Trigger ${stage.word}`, kind: 'individual' },
        account_type: 'checking',
        account: { routing_number: '091000019', account_number: '1234567890' },
      },
    }),
  )
