import type { Currency } from '../../kernel/currency.ts'
import { type Id, idOf } from '../../kernel/id.ts'
import { packIds } from '../../platform/batcher/pack.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { CustomerView, MerchantView, MethodView, PartiesAsked, PartyViews } from './parties_view.ts'

const lookStatement = {
  name: 'look_parties',
  text: `select kind, place, state, name, descriptor, city, country, mcc, currency, email, shipping_country, method, token,
      customer, network_transaction_id, transaction_link_id, has_consent
    from payments.look_parties($1::int8, $2::uuid[], $3::uuid[], $4::uuid[])`,
}
type Row = readonly (string | null)[]
const MERCHANT = '1'
const CUSTOMER = '2'

const blank = <V>(length: number): (V | undefined)[] => Array.from({ length })

/** One round trip. Ids asked for twice are answered twice. */
export async function lookParties(lane: Lane, tenant_id: TenantId, asked: PartiesAsked): Promise<PartyViews> {
  const { merchants, customers, methods } = asked
  const found = {
    merchants: blank<MerchantView>(merchants.length),
    customers: blank<CustomerView>(customers.length),
    methods: blank<MethodView>(methods.length),
  }
  const values = [String(tenant_id), packIds(merchants), packIds(customers), packIds(methods)]
  for (const row of await lane.run(lookStatement, values)) {
    const at = Number(row[1]) - 1
    if (row[0] === MERCHANT) found.merchants[at] = merchantOf(merchants[at] as Id<'mer'>, row)
    else if (row[0] === CUSTOMER) found.customers[at] = customerOf(customers[at] as Id<'cus'>, row)
    else found.methods[at] = methodOf(methods[at] as Id<'pm'>, row)
  }
  return found
}

const merchantOf = (id: Id<'mer'>, row: Row): MerchantView => ({
  id,
  state: row[2] as MerchantView['state'],
  name: row[3] as string,
  statement_descriptor: row[4] as string,
  city: row[5] as string,
  country: row[6] as string,
  mcc: row[7] as string,
  settlement_currency: row[8] as Currency | null,
})

const customerOf = (id: Id<'cus'>, row: Row): CustomerView => ({
  id,
  state: row[2] as CustomerView['state'],
  billing_country: row[6] ?? null,
  email: row[9] ?? null,
  shipping_country: row[10] ?? null,
  default_payment_method: typeof row[11] === 'string' ? idOf('pm', row[11]) : null,
})

const methodOf = (id: Id<'pm'>, row: Row): MethodView => ({
  id,
  state: row[2] as MethodView['state'],
  billing_country: row[6] ?? null,
  billing_email: row[9] ?? null,
  token: idOf('tok', row[12] as string),
  customer: typeof row[13] === 'string' ? idOf('cus', row[13]) : null,
  network_transaction_id: row[14] ?? null,
  transaction_link_id: row[15] ?? null,
  has_consent: row[16] === 't',
})
