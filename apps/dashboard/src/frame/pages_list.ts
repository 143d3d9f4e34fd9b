import { ownOf } from '../../../../sdk/typescript/own.ts'
import { type Group, groups } from '../registry/kinds.ts'
import { resources } from '../registry/index.ts'

export type MenuPage = { readonly to: string; readonly title: string; readonly keys?: string }
export type MenuGroup = { readonly title: string; readonly pages: readonly MenuPage[] }

/** Desks: pages that put several resources together. */
const desks: Readonly<Partial<Record<Group, readonly MenuPage[]>>> = {
  'Bank rails': [{ to: '/rails', title: 'Rails desk', keys: 'g r' }],
  Ledger: [{ to: '/ledger', title: 'Ledger explorer', keys: 'g l' }],
  Reconciliation: [{ to: '/reconciliation', title: 'Reconciliation desk', keys: 'g b' }],
  Developers: [
    { to: '/developers', title: 'Developer area', keys: 'g d' },
    { to: '/webhooks', title: 'Webhooks', keys: 'g w' },
    { to: '/sandbox', title: 'Sandbox controls', keys: 'g s' },
    { to: '/audit', title: 'Audit', keys: 'g a' },
  ],
}
const keysOf: Readonly<Record<string, string>> = { payments: 'g p', disputes: 'g i', events: 'g e' }

export const overview: MenuPage = { to: '/', title: 'Overview', keys: 'g o' }
const account: MenuPage = { to: '/account', title: 'Your account' }

export const menu: readonly MenuGroup[] = groups.map((title) => ({
  title,
  pages: [
    ...(desks[title] ?? []),
    ...resources
      .filter(({ group }) => group === title)
      .map(({ name, title: page }): MenuPage => {
        const keys = ownOf(keysOf, name)
        return { to: `/${name}`, title: page, ...(keys === undefined ? {} : { keys }) }
      }),
  ],
}))

export const allPages: readonly (MenuPage & { readonly group: string })[] = [
  { ...overview, group: '' },
  ...menu.flatMap(({ title, pages }) => pages.map((page) => ({ ...page, group: title }))),
  { ...account, group: '' },
]
