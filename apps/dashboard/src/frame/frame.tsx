import { QueryClientProvider, useQueryClient } from '@tanstack/react-query'
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { newClient } from '../api/client.ts'
import { useOne } from '../api/one.ts'
import { Problem } from '../api/problem.ts'
import { readSessionAgain, type Session, useSession } from '../api/session.ts'
import { useLive } from '../api/stream.ts'
import { setClock } from '../browser.ts'
import { ActionHost } from '../parts/action_host.tsx'
import { PAGE, useBeginning, useKeptFocus } from '../parts/focus.ts'
import { Loading, ProblemNotice } from '../parts/notices.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { textAt } from '../shape/value.ts'
import { Nav } from './nav.tsx'
import { TopBar } from './top_bar.tsx'
import { useShortcuts } from './shortcuts.ts'

const Palette = lazy(() => import('./palette.tsx').then(({ Palette: component }) => ({ default: component })))
const ShortcutsSheet = lazy(() =>
  import('./shortcuts_sheet.tsx').then(({ ShortcutsSheet: component }) => ({ default: component })),
)
const Enrol = lazy(() => import('../pages/enrol.tsx').then(({ EnrolPage }) => ({ default: EnrolPage })))

/** Everything around a page, for whoever is signed in; others are led to the door, and from there back. */
export function Frame() {
  const session = useSession()
  if (session.isPending) return <Loading what="Opening Florin" />
  if (session.isError) {
    const { error } = session
    // A server whose sign-in is closed knows no session, and says so by 404.
    const isOutside = error instanceof Problem && (error.status === 401 || error.status === 404)
    if (isOutside) return <ToTheDoor />
    return (
      <main className="mx-auto max-w-xl p-6">
        <ProblemNotice error={error} again={() => void session.refetch()} />
      </main>
    )
  }
  if (session.data.must_enrol)
    return (
      <Suspense fallback={<Loading />}>
        <Enrol session={session.data} />
      </Suspense>
    )
  return <SignedIn key={session.data.tenant?.id} session={session.data} />
}

/** Each tenant’s answers are kept apart, and go when another is chosen: none is ever shown under the name of another. */
function SignedIn({ session }: { session: Session }) {
  const [client] = useState(() => newClient(readSessionAgain))
  return (
    <QueryClientProvider client={client}>
      <House session={session} />
    </QueryClientProvider>
  )
}

/** Once, and by where the browser stands: while the door is being opened this page is still drawn, and drawn again. */
function ToTheDoor() {
  const navigate = useNavigate()
  useEffect(() => {
    void navigate({
      to: '/sign-in',
      search: { next: `${location.pathname}${location.search}` },
      replace: true,
    })
  }, [navigate])
  return <Loading what="Opening Florin" />
}

function House({ session }: { session: Session }) {
  const client = useQueryClient()
  const { tenant } = session
  const liveness = useLive(client, tenant?.id)
  useTenantClock(tenant?.mode === 'sandbox')
  const [open, setOpen] = useState<'palette' | 'shortcuts' | 'menu'>()
  useShortcuts(setOpen)
  const close = (): void => setOpen(undefined)
  return (
    <>
      <a
        href={`#${PAGE}`}
        className="button sr-only focus:not-sr-only focus:fixed! focus:top-2 focus:left-2 focus:z-50"
      >
        Skip to the page
      </a>
      {tenant?.mode === 'sandbox' && (
        <aside
          aria-label="Test mode"
          className="bg-[#f2b33d] px-4 py-1 text-center text-sm font-medium text-[#3a2600]"
        >
          TEST · sandbox “{tenant.name}”. No real money moves here.
        </aside>
      )}
      <div className="flex min-h-dvh">
        <aside className="sticky top-0 hidden h-dvh w-56 shrink-0 overflow-y-auto border-r border-line bg-panel p-3 lg:block">
          <Nav />
        </aside>
        <div className="flex min-w-0 flex-1 flex-col">
          <TopBar session={session} tenant={tenant} liveness={liveness} open={setOpen} />
          <Page />
        </div>
      </div>
      {open === 'menu' && (
        <Sheet title="Menu" onClose={close} isDrawer>
          <Nav onGo={close} />
        </Sheet>
      )}
      <Suspense>
        {open === 'palette' && <Palette onClose={close} />}
        {open === 'shortcuts' && <ShortcutsSheet onClose={close} />}
      </Suspense>
    </>
  )
}

/** “In 3 days” is meant by the clock of the tenant that is shown. */
function useTenantClock(isSandbox: boolean): void {
  const { data: clock } = useOne('GET /v1/sandbox/clock', {}, {}, isSandbox)
  useEffect(() => {
    setClock(isSandbox && clock !== undefined ? textAt(clock, 'now') : undefined)
  }, [isSandbox, clock])
}

/** The page itself. */
function Page() {
  const { pathname } = useLocation()
  const main = useBeginning(pathname)
  useKeptFocus(main)
  return (
    <main
      id={PAGE}
      ref={main}
      tabIndex={-1}
      className="mx-auto w-full max-w-[90rem] flex-1 p-4 outline-none sm:p-6"
    >
      <Suspense fallback={<Loading />}>
        <ActionHost>
          <Outlet />
        </ActionHost>
      </Suspense>
    </main>
  )
}
