import { present } from '../kernel/assert.ts'

type Json = Readonly<Record<string, unknown>>
type Call = (method: string, path: string, body?: object) => Promise<Json>
/** The text that a path answers. */
type Read = (path: string) => Promise<string>

const STATEMENT = [
  ':20:1',
  ':25:20041010/0123456789',
  ':28C:1',
  ':60F:C261101EUR10,00',
  ':61:2611021102C5,00NTRFINVOICE-17//BANK17',
  ':62F:C261102EUR15,00',
  '-',
  '',
].join('\n')

/** A bank account that is bound for reconciliation, with one line of 5.00 euro and a transfer of 3.00 beside it; ids by their prefix. */
export async function bindBankAccount(call: Call, read: Read): Promise<Readonly<Record<string, string>>> {
  const account = async (path: string, normal_side: string): Promise<string> =>
    String((await call('POST', '/v1/ledger/accounts', { currency: 'EUR', normal_side, path }))['id'])
  const content = Buffer.from(STATEMENT).toString('base64')
  const file = await call('POST', '/v1/bank-files', { name: 'november.sta', content })
  const statements = (await call('GET', `/v1/bank-statements?file=${String(file['id'])}`))[
    'data'
  ] as readonly Json[]
  const statement = String(present(statements[0], 'a statement')['id'])
  const bank = await account('spec:bank', 'debit')
  const made = await call('POST', '/v1/reconciliation/accounts', {
    statement,
    ledger_account: bank,
    suspense_account: await account('spec:suspense', 'credit'),
    fees_account: await account('spec:fees', 'debit'),
    tolerance_account: await account('spec:tolerance', 'debit'),
    starts_on: '2026-11-01',
  })
  const bound = String(made['id'])
  const posted = await call('POST', '/v1/ledger/transfers', {
    debit_account: bank,
    credit_account: await account('spec:customer', 'credit'),
    amount: { value: '300', currency: 'EUR' },
  })
  await call('POST', `/v1/reconciliation/accounts/${bound}/match`, {})
  for (let lines = ''; !lines.includes(statement); )
    lines = await read(`/v1/reconciliation/accounts/${bound}/export`)
  return {
    rca: bound,
    bst: statement,
    trf: String(posted['id']),
    acc: await account('spec:differences', 'debit'),
  }
}
