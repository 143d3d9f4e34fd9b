import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router'
import { Frame } from './frame/frame.tsx'
import { ProblemNotice } from './parts/notices.tsx'
import { MissingPage } from './pages/missing.tsx'

const root = createRootRoute({ component: Outlet, notFoundComponent: MissingPage })
const frame = createRoute({ getParentRoute: () => root, id: 'frame', component: Frame })

/** Pages of their own; every other address is a resource of the registry. Each is a file that is loaded when opened. */
const pages = [
  createRoute({
    getParentRoute: () => frame,
    path: '/',
    component: lazyRouteComponent(() => import('./pages/overview.tsx'), 'OverviewPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/ledger',
    component: lazyRouteComponent(() => import('./pages/ledger.tsx'), 'LedgerPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/rails',
    component: lazyRouteComponent(() => import('./pages/rails.tsx'), 'RailsPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/reconciliation',
    component: lazyRouteComponent(() => import('./pages/reconciliation.tsx'), 'ReconciliationPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/webhooks',
    component: lazyRouteComponent(() => import('./pages/webhooks.tsx'), 'WebhooksPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/developers',
    component: lazyRouteComponent(() => import('./pages/developers.tsx'), 'DevelopersPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/sandbox',
    component: lazyRouteComponent(() => import('./pages/sandbox.tsx'), 'SandboxPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/audit',
    component: lazyRouteComponent(() => import('./pages/audit.tsx'), 'AuditPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/account',
    component: lazyRouteComponent(() => import('./pages/account.tsx'), 'AccountPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/$resource',
    component: lazyRouteComponent(() => import('./pages/list.tsx'), 'ListPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/$resource/$id',
    component: lazyRouteComponent(() => import('./pages/detail.tsx'), 'DetailPage'),
  }),
]
const doors = [
  createRoute({
    getParentRoute: () => root,
    path: '/sign-in',
    component: lazyRouteComponent(() => import('./pages/sign_in.tsx'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/setup',
    component: lazyRouteComponent(() => import('./pages/setup.tsx'), 'SetupPage'),
  }),
]

export const router = createRouter({
  routeTree: root.addChildren([frame.addChildren(pages), ...doors]),
  basepath: '/dashboard',
  scrollRestoration: true,
  defaultPreload: 'intent',
  defaultErrorComponent: ({ error }) => <ProblemNotice error={error} />,
  // Filters are texts: no quotes and no JSON in an address that people read and send.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(search as Record<string, string>).toString()
    return text === '' ? '' : `?${text}`
  },
})
