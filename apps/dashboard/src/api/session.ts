import { useQuery } from '@tanstack/react-query'
import { tabTenant } from '../browser.ts'
import { call, carry } from './call.ts'
import { newClient } from './client.ts'

export type Tenant = { readonly id: string; readonly name: string; readonly mode: 'sandbox' | 'live' }
type Told = {
  readonly id: string
  readonly member: {
    readonly id: string
    readonly name: string
    readonly email: string
    readonly role: string
  }
  readonly organization: { readonly id: string; readonly name: string }
  readonly tenants: readonly Tenant[]
  readonly scopes: readonly string[]
  readonly csrf_token: string
  readonly proved_at: string
  readonly idle_expires_at: string
  readonly ends_at: string
  readonly second_factors: { readonly totp: boolean; readonly passkeys: number }
  readonly must_enrol: boolean
}
/** With the tenant that this tab shows. */
export type Session = Told & { readonly tenant: Tenant | undefined }

/** Holds who is signed in, whichever tenant is shown. */
const people = newClient()
const query = { queryKey: ['session'], queryFn: readSession, retry: false, staleTime: 60_000 } as const

/** Reads who is signed in, and makes every later call carry the token and the tenant of this tab. */
async function readSession(): Promise<Session> {
  const told = await call<Told>('GET /v1/session', { isOfNoTenant: true })
  const tenant = chosenOf(told)
  carry({ csrf: told.csrf_token, tenant: tenant?.id })
  return { ...told, tenant }
}

export const useSession = () => useQuery(query, people)

/** Whether what is done here is real. Nobody signed in: no. */
export const useIsLive = (): boolean => useSession().data?.tenant?.mode === 'live'

/** Asks again who is signed in: after a change, and when a call says that nobody is. */
export const readSessionAgain = (): void => void people.invalidateQueries({ queryKey: query.queryKey })

/** Another one comes in, or nobody: what was known of the one before is gone. */
export const forgetSession = (): void => people.clear()

/** A sandbox first: nobody should find themselves among real money by opening a page. */
function chosenOf({ tenants }: Told): Tenant | undefined {
  const chosen = tabTenant.read()
  return (
    tenants.find(({ id }) => id === chosen) ?? tenants.find(({ mode }) => mode === 'sandbox') ?? tenants[0]
  )
}

/** Has this tab show another tenant, also one that was made a moment ago. */
export async function chooseTenant(tenant: string): Promise<void> {
  tabTenant.write(tenant)
  await people.query({ ...query, staleTime: 0 })
}

/** Whether the session may call a route that asks for this scope. */
export const may = (session: Session, scope: string): boolean =>
  scope === '' ||
  session.scopes.some(
    (one) => one === '*' || one === scope || (one.endsWith('*') && scope.startsWith(one.slice(0, -1))),
  )
