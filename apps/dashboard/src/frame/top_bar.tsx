import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../api/call.ts'
import { chooseTenant, forgetSession, type Session, type Tenant } from '../api/session.ts'
import type { Liveness } from '../api/stream.ts'
import { Icon } from '../parts/icon.tsx'
import { Menu } from '../parts/menu.tsx'
import { applyTheme, chosenTheme, type Theme } from './theme.ts'

type Opens = (what: 'palette' | 'shortcuts' | 'menu') => void

export function TopBar(props: {
  session: Session
  tenant: Tenant | undefined
  liveness: Liveness
  open: Opens
}) {
  const { session, tenant, liveness, open } = props
  return (
    <header className="sticky top-0 z-20 flex items-center gap-2 border-b border-line bg-panel px-3 py-2 max-sm:gap-0 max-sm:px-2">
      <button type="button" className="button lg:hidden!" aria-label="Menu" onClick={() => open('menu')}>
        <Icon name="menu" />
      </button>
      <TenantMenu session={session} tenant={tenant} />
      <button
        type="button"
        className="button ml-auto shrink-0 text-soft sm:w-72 sm:min-w-0 sm:shrink sm:justify-start"
        onClick={() => open('palette')}
      >
        <Icon name="search" />
        <span className="max-sm:sr-only">Search pages and ids</span>
        <kbd aria-hidden="true" className="ml-auto text-xs max-sm:hidden">
          Ctrl K
        </kbd>
      </button>
      <span
        className="text-xs text-soft max-md:hidden"
        role="status"
        title={
          liveness === 'live' ? 'Pages follow events as they happen' : 'Pages look again every half minute'
        }
      >
        <span
          aria-hidden="true"
          className={`mr-1 inline-block size-2 rounded-full ${liveness === 'live' ? 'bg-good' : 'bg-soft'}`}
        />
        {liveness === 'live' ? 'live' : 'polling'}
      </span>
      <ThemeMenu />
      <AccountMenu session={session} open={open} />
    </header>
  )
}

/** Which tenant this tab shows: sandboxes and live ones by name, with the mode in words. */
function TenantMenu({ session, tenant }: { session: Session; tenant: Tenant | undefined }) {
  const navigate = useNavigate()
  const choose = (id: string): void => {
    // What the address names is of the tenant that one leaves.
    void navigate({ to: '/' }).then(() => chooseTenant(id))
  }
  return (
    <Menu
      isBare
      label={
        <span className="flex min-w-0 items-center gap-2">
          <span className="sr-only">Tenant </span>
          <span className="max-w-40 truncate font-semibold max-sm:max-w-24">
            {tenant?.name ?? 'No tenant'}
          </span>
          {tenant !== undefined && (
            <span
              className={`rounded px-1.5 text-xs font-semibold ${tenant.mode === 'sandbox' ? 'bg-attentionwash text-attention' : 'bg-goodwash text-good'}`}
            >
              {tenant.mode === 'sandbox' ? 'TEST' : 'LIVE'}
            </span>
          )}
        </span>
      }
      items={session.tenants.map(({ id, name, mode }) => ({
        label: `${name} · ${mode === 'sandbox' ? 'test' : 'live'}`,
        isChosen: id === tenant?.id,
        run: () => choose(id),
      }))}
    />
  )
}

function ThemeMenu() {
  const [theme, setTheme] = useState<Theme>(chosenTheme)
  const choose = (next: Theme) => () => {
    applyTheme(next)
    setTheme(next)
  }
  return (
    <Menu
      isBare
      name="Light or dark"
      label={<Icon name={theme === 'dark' ? 'moon' : 'sun'} />}
      items={[
        { label: 'Light', run: choose('light'), isChosen: theme === 'light' },
        { label: 'Dark', run: choose('dark'), isChosen: theme === 'dark' },
        { label: 'As the system', run: choose('system'), isChosen: theme === 'system' },
      ]}
    />
  )
}

function AccountMenu({ session, open }: { session: Session; open: Opens }) {
  const navigate = useNavigate()
  const leave = async (): Promise<void> => {
    await call('DELETE /v1/session').catch(() => undefined)
    forgetSession()
    void navigate({ to: '/sign-in' })
  }
  return (
    <Menu
      isBare
      name={`Account of ${session.member.name}`}
      label={<Icon name="person" />}
      items={[
        {
          label: `${session.member.name} · ${session.member.role}`,
          run: () => void navigate({ to: '/account' }),
        },
        { label: 'Keyboard shortcuts', run: () => open('shortcuts') },
        { label: 'API documents', run: () => window.open('/docs/', '_blank', 'noreferrer') },
        { label: 'Sign out', run: () => void leave() },
      ]}
    />
  )
}
