import { Marked, type Tokens } from 'marked'
import { escaped } from './html.ts'
import { examplesOf } from './examples.ts'

export type Heading = { readonly level: number; readonly text: string; readonly id: string }
export type Rendered = { readonly html: string; readonly headings: readonly Heading[] }

/** As GitHub makes them, so that links between documents hold in both places. */
export const anchorOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/<[^>]+>|`/g, '')
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

/**
 * Markdown of this repository as HTML. What is written in it as HTML is shown as text, so that no document can bring a script.
 * A call that is written as `POST /path` and a body becomes an example in three languages.
 */
export function renderMarkdown(text: string, hrefOf: (href: string) => string | undefined): Rendered {
  const headings: Heading[] = []
  const seen = new Map<string, number>()
  const idOf = (title: string): string => {
    const anchor = anchorOf(title)
    const times = seen.get(anchor) ?? 0
    seen.set(anchor, times + 1)
    return times === 0 ? anchor : `${anchor}-${times}`
  }
  const marked = new Marked({ gfm: true, async: false })
  marked.use({
    renderer: {
      heading({ tokens, depth, text: raw }: Tokens.Heading) {
        const id = idOf(raw)
        headings.push({ level: depth, text: raw.replaceAll('`', ''), id })
        return `<h${depth} id="${escaped(id)}"><a class="anchor" href="#${escaped(id)}">${this.parser.parseInline(tokens)}</a></h${depth}>\n`
      },
      link({ href, tokens }: Tokens.Link) {
        const words = this.parser.parseInline(tokens)
        const to = hrefOf(href)
        return to === undefined ? words : `<a href="${escaped(to)}">${words}</a>`
      },
      code: ({ text: code, lang }: Tokens.Code) => examplesOf(code, lang ?? ''),
      html: ({ text: html }: Tokens.HTML | Tokens.Tag) => (html.startsWith('<!--') ? '' : escaped(html)),
      table(token: Tokens.Table) {
        const cells = (row: readonly Tokens.TableCell[], tag: 'th' | 'td'): string =>
          row.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')
        const rows = token.rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('')
        return `<div class="table" tabindex="0"><table><thead><tr>${cells(token.header, 'th')}</tr></thead><tbody>${rows}</tbody></table></div>\n`
      },
      image: ({ text: words }: Tokens.Image) => escaped(words),
    },
  })
  return { html: marked.parse(text) as string, headings }
}
