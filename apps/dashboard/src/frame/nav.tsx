import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { PageLink } from '../parts/page_link.tsx'
import { Icon } from '../parts/icon.tsx'
import { menu, type MenuGroup, overview } from './pages_list.ts'

const item =
  'flex min-h-7 items-center rounded-md px-2 py-0.5 hover:bg-sunken aria-[current=page]:bg-sunken aria-[current=page]:font-semibold'

export function Nav({ onGo }: { onGo?: () => void }) {
  const { pathname } = useLocation()
  const go = onGo === undefined ? {} : { onClick: onGo }
  const pages = useRef<HTMLElement>(null)
  useEffect(() => {
    pages.current?.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest' })
  }, [pathname])
  return (
    <nav ref={pages} aria-label="Pages">
      <PageLink to="/" className="mb-2 flex items-center gap-2 px-2 py-1 text-lg font-semibold" {...go}>
        <Coin /> Florin
      </PageLink>
      <PageLink to={overview.to} className={item} {...go}>
        {overview.title}
      </PageLink>
      {menu.map((group) => (
        <Group
          key={group.title}
          group={group}
          pathname={pathname}
          {...(onGo === undefined ? {} : { onGo })}
        />
      ))}
    </nav>
  )
}

function Group({ group, pathname, onGo }: { group: MenuGroup; pathname: string; onGo?: () => void }) {
  const here = pathname.split('/')[1] ?? ''
  const isHere = group.pages.some(({ to }) => to === `/${here}`)
  return (
    <details key={String(isHere)} open={isHere || group.title === 'Payments'} className="group mt-2">
      <summary className="flex min-h-7 list-none items-center gap-1 rounded-md px-2 text-xs font-semibold tracking-wide text-soft uppercase">
        <span className="transition-transform group-open:rotate-90">
          <Icon name="right" size={11} />
        </span>
        {group.title}
      </summary>
      <ul className="mt-0.5 ml-2">
        {group.pages.map(({ to, title }) => (
          <li key={to}>
            <PageLink to={to} className={item} {...(onGo === undefined ? {} : { onClick: onGo })}>
              {title}
            </PageLink>
          </li>
        ))}
      </ul>
    </details>
  )
}

export const Coin = () => (
  <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
    <circle cx="16" cy="16" r="15" fill="#0f5f5c" />
    <circle cx="16" cy="16" r="11.5" fill="none" stroke="#e8c463" strokeWidth="1.5" />
    <path
      d="M12.5 24V9.5h8.5M12.5 16.2h6.6"
      fill="none"
      stroke="#fff"
      strokeWidth="2.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
)
