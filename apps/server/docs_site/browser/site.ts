// The docs in the browser: copies examples, fills in the reader's own key, remembers a language, searches.
type Doc = {
  readonly path: string
  readonly title: string
  readonly headings: readonly { readonly text: string; readonly id: string }[]
  readonly words: string
}

const all = <E extends HTMLElement>(selector: string, within: ParentNode = document): E[] => [
  ...within.querySelectorAll<E>(selector),
]
const PLACEHOLDER = 'sk_test_…'
/** As the documents write the address of the API. */
const ADDRESS = 'http://127.0.0.1:4010'
const OWN_KEY = /^(sk|rk)_test_[0-9a-z]+$/i
const KEY = 'florin-docs-key'
const LANGUAGE = 'florin-docs-language'
const COPIED_MS = 1_500
const HITS_MAX = 12

/** The reader's own key stands in every example, and the address at which they read; the key stays in this tab, and no request carries it. */
function fillInKey(field: HTMLInputElement): void {
  const codes = all('.code code').map((element) => ({
    element,
    text: element.textContent.replaceAll(ADDRESS, location.origin),
  }))
  const fill = (): void => {
    const typed = field.value.trim()
    const own = OWN_KEY.test(typed) ? typed : PLACEHOLDER
    for (const { element, text } of codes) element.textContent = text.replaceAll(PLACEHOLDER, own)
  }
  field.value = sessionStorage.getItem(KEY) ?? ''
  field.addEventListener('input', () => {
    sessionStorage.setItem(KEY, field.value)
    fill()
  })
  fill()
}

function copyFrom(button: HTMLElement): void {
  button.addEventListener('click', () => {
    const text = button.parentElement?.querySelector('code')?.textContent ?? ''
    void navigator.clipboard.writeText(text).then(() => {
      button.textContent = 'Copied'
      setTimeout(() => (button.textContent = 'Copy'), COPIED_MS)
    })
  })
}

function showLanguage(language: string): void {
  for (const group of all('.examples')) {
    const forms = all('.form', group)
    const chosen = forms.find((form) => form.dataset['language'] === language) ?? forms[0]
    for (const form of forms) form.hidden = form !== chosen
    for (const tab of all('[role=tab]', group)) {
      const isChosen = tab.textContent === chosen?.dataset['language']
      tab.setAttribute('aria-selected', String(isChosen))
      tab.tabIndex = isChosen ? 0 : -1
    }
  }
}

function tabOf(form: HTMLElement): HTMLElement {
  const tab = document.createElement('button')
  tab.type = 'button'
  tab.setAttribute('role', 'tab')
  tab.textContent = form.dataset['language'] ?? ''
  form.setAttribute('role', 'tabpanel')
  form.setAttribute('aria-label', tab.textContent)
  tab.addEventListener('click', () => {
    sessionStorage.setItem(LANGUAGE, tab.textContent)
    showLanguage(tab.textContent)
  })
  return tab
}

/** One example in several languages: tabs, by mouse or by the arrow keys. */
function addTabs(group: HTMLElement): void {
  const tabs = document.createElement('div')
  tabs.setAttribute('role', 'tablist')
  tabs.setAttribute('aria-label', 'Language')
  tabs.append(...all('.form', group).map(tabOf))
  tabs.addEventListener('keydown', ({ key }) => {
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
    const list = all('[role=tab]', tabs)
    const at = list.findIndex((tab) => tab === document.activeElement)
    const next = list[(at + step + list.length) % list.length]
    if (step === 0 || next === undefined) return
    next.click()
    next.focus()
  })
  group.prepend(tabs)
}

type Hit = { readonly rank: number; readonly doc: Doc; readonly heading: Doc['headings'][number] | undefined }
const has = (text: string, words: readonly string[]): boolean =>
  words.every((word) => text.toLowerCase().includes(word))

function hitsIn(docs: readonly Doc[], words: readonly string[]): Hit[] {
  return docs
    .filter(({ title, words: text }) => has(`${title} ${text}`, words))
    .map((doc) => {
      const heading = doc.headings.find(({ text }) => has(text, words))
      return { rank: has(doc.title, words) ? 0 : heading === undefined ? 2 : 1, doc, heading }
    })
    .sort((a, b) => a.rank - b.rank)
    .slice(0, HITS_MAX)
}

function rowOf(content: Node | string): HTMLElement {
  const row = document.createElement('li')
  row.append(content)
  return row
}
function linkTo({ doc, heading }: Hit): HTMLElement {
  const link = document.createElement('a')
  link.href = `/docs/${doc.path}${heading === undefined ? '' : `#${heading.id}`}`
  link.textContent = heading === undefined ? doc.title : `${doc.title} › ${heading.text}`
  return link
}

/** The index is asked for when somebody first searches. */
function searchIn(form: HTMLElement, field: HTMLInputElement, found: HTMLElement): void {
  let index: Promise<readonly Doc[]> | undefined
  const look = async (): Promise<void> => {
    const words = field.value
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word.length > 1)
    index ??= fetch('/docs/search.json').then((answer) => answer.json() as Promise<readonly Doc[]>)
    const hits = words.length === 0 ? [] : hitsIn(await index, words)
    const rows = hits.map((hit) => rowOf(linkTo(hit)))
    found.replaceChildren(...(rows.length > 0 ? rows : [rowOf('Nothing found.')]))
    found.hidden = words.length === 0
  }
  field.addEventListener('input', () => void look())
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    found.querySelector('a')?.click()
  })
  document.addEventListener('keydown', (event) => {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '')
    if (event.key === '/' && !isTyping) {
      event.preventDefault()
      field.focus()
    }
    if (event.key === 'Escape') found.hidden = true
  })
}

function openMenu(button: HTMLElement): void {
  button.addEventListener('click', () => {
    button.setAttribute('aria-expanded', String(document.body.classList.toggle('menu-open')))
  })
}

for (const here of all('#menu [aria-current]')) here.scrollIntoView({ block: 'nearest' })
for (const button of all('.copy')) copyFrom(button)
for (const group of all('.examples')) addTabs(group)
for (const button of all('.open-menu')) openMenu(button)
showLanguage(sessionStorage.getItem(LANGUAGE) ?? 'curl')
for (const field of all<HTMLInputElement>('input[name=key]')) fillInKey(field)
for (const form of all('.search')) {
  const [field] = all<HTMLInputElement>('input', form)
  const [found] = all('.found', form)
  if (field !== undefined && found !== undefined) searchIn(form, field, found)
}
