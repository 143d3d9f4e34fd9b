import { useQuery } from '@tanstack/react-query'
import { tabTenant } from '../browser.ts'
import { call, carry } from './call.ts'

export type Tenant = { readonly id: string; readonly name: string; readonly mode: 'sandbox' | 'live' }
export type Session = {
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

/** Reads who is signed in, and makes every later call carry the token and the tenant of this tab. */
async function readSession(): Promise<Session> {
  const session = await call<Session>('GET /v1/session')
  carry({ csrf: session.csrf_token, tenant: chosenTenant(session)?.id })
  return session
}

export const useSession = () =>
  useQuery({ queryKey: ['session'], queryFn: readSession, retry: false, staleTime: 60_000 })

/** A sandbox first: nobody should find themselves among real money by opening a page. */
export function chosenTenant({ tenants }: Session): Tenant | undefined {
  const chosen = tabTenant.read()
  return (
    tenants.find(({ id }) => id === chosen) ?? tenants.find(({ mode }) => mode === 'sandbox') ?? tenants[0]
  )
}

export function chooseTenant(tenant: string): void {
  tabTenant.write(tenant)
  carry({ tenant })
}

/** Whether the session may call a route that asks for this scope. */
export const may = (session: Session, scope: string): boolean =>
  scope === '' ||
  session.scopes.some(
    (one) => one === '*' || one === scope || (one.endsWith('*') && scope.startsWith(one.slice(0, -1))),
  )
