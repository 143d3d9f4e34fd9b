import { escaped } from './html.ts'
import type { Heading } from './markdown.ts'

export type MenuEntry = { readonly section: string; readonly path: string; readonly title: string }
export type Framed = {
  readonly title: string
  /** Below `/docs/`; the menu marks it. */
  readonly path: string
  readonly html: string
  readonly headings: readonly Heading[]
  /** Where the same text is as Markdown. */
  readonly twin: string | undefined
}

/** What is on the site besides documents. */
const more: readonly MenuEntry[] = [
  { section: 'Reference', path: 'api/', title: 'API reference' },
  { section: 'Reference', path: 'events', title: 'Events' },
  { section: 'Reference', path: 'errors', title: 'Errors' },
]

const linkOf = (here: string, { path, title }: MenuEntry): string =>
  `<li><a href="/docs/${escaped(path)}"${path === here ? ' aria-current="page"' : ''}>${escaped(title)}</a></li>`

function menuOf(here: string, entries: readonly MenuEntry[]): string {
  const bySection = Map.groupBy([...entries, ...more], ({ section }) => section)
  const order = ['Start', 'Guides', 'Concepts', 'Reference', 'Playbooks', 'Upgrades', 'About', 'Inside']
  return order
    .flatMap((section) => {
      const some = bySection.get(section) ?? []
      if (some.length === 0) return []
      const isOpen = section !== 'Inside' || some.some(({ path }) => path === here)
      const list = `<ul>${some.map((one) => linkOf(here, one)).join('')}</ul>`
      return `<details${isOpen ? ' open' : ''}><summary>${section}</summary>${list}</details>`
    })
    .join('')
}

const contentsOf = (headings: readonly Heading[]): string => {
  const some = headings.filter(({ level }) => level === 2 || level === 3)
  if (some.length < 2) return ''
  const rows = some.map(
    ({ level, id, text }) => `<li class="level-${level}"><a href="#${escaped(id)}">${escaped(text)}</a></li>`,
  )
  return `<nav class="contents" aria-label="On this page"><h2>On this page</h2><ul>${rows.join('')}</ul></nav>`
}

/** A page of the site: the menu, the text, and what is on the page. Its script and styles are files; nothing is inline. */
export function frame(page: Framed, entries: readonly MenuEntry[]): string {
  const { title, path, html, headings, twin } = page
  const as_text =
    twin === undefined ? '' : `<p class="twin"><a href="${escaped(twin)}">This page as Markdown</a></p>`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · Florin</title><link rel="icon" href="/docs/florin.svg" type="image/svg+xml"><link rel="stylesheet" href="/docs/site.css"><script src="/docs/site.js" defer></script></head>
<body><a class="skip" href="#text">Skip to the text</a>
<header><button type="button" class="open-menu" aria-expanded="false" aria-controls="menu">Menu</button><a class="name" href="/docs/">Florin</a>
<form class="search" role="search"><input type="search" name="q" aria-label="Search the docs" placeholder="Search (press /)" autocomplete="off"><ul class="found" hidden></ul></form>
<label class="key">Your sandbox key <input type="text" name="key" spellcheck="false" autocomplete="off" placeholder="sk_test_…" aria-describedby="key-note"></label><span id="key-note">stays in this tab</span></header>
<div class="columns"><nav id="menu" aria-label="Docs">${menuOf(path, entries)}</nav>
<main id="text">${html}${as_text}</main>${contentsOf(headings)}</div></body></html>`
}
