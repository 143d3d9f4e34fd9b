import type { Doc } from './shelf.ts'

/** Pages of single releases are reached from the list, and stand in no menu. */
const RELEASES = 'Releases'
const RELEASE = /^## \[([^\]]+)\](.*)$/m

/**
 * The changelog as pages: a list of all releases under `changelog`, and below it a page for each. The form is that of Keep a
 * Changelog: a heading of the second level for each release, those of the third for kinds of changes.
 */
export function readChangelog(file: string, text: string): readonly Doc[] {
  const [intro = '', ...parts] = text.split(/^(?=## \[)/m)
  const releases = parts.map((part) => {
    const [heading = '', name = '', when = ''] = RELEASE.exec(part) ?? []
    const changes = part
      .slice(heading.length)
      .replaceAll(/^\[[^\]]+\]: .*$/gm, '')
      .replaceAll(/^###(?= )/gm, '##')
    return { name, when: when.replace(/^ - /, ''), changes: changes.trim() }
  })
  const rows = releases.map(
    ({ name, when, changes }) =>
      `- [${name}](/docs/${pathOf(name)})${when === '' ? '' : `, ${when}`}: ${kindsOf(changes)}`,
  )
  const list: Doc = {
    section: 'About',
    path: 'changelog',
    title: 'Changelog',
    file,
    text: `${intro.trim()}\n\n${rows.join('\n')}\n`,
  }
  const pages = releases.map(({ name, changes }): Doc => {
    const title = name === 'Unreleased' ? 'Not released yet' : `Release ${name}`
    const top = `# ${title}\n\n[All releases](/docs/changelog) · [How to upgrade](/docs/upgrades/0-readme)`
    return { section: RELEASES, path: pathOf(name), title, file, text: `${top}\n\n${changes}\n` }
  })
  return [...pages, list]
}

const pathOf = (name: string): string => `changelog/${name.toLowerCase()}`

/** `12 added, 3 fixed`, by the headings of the release. */
const kindsOf = (changes: string): string =>
  changes
    .split(/^## /m)
    .slice(1)
    .map((part) => `${part.match(/^- /gm)?.length ?? 0} ${(part.split('\n')[0] ?? '').toLowerCase()}`)
    .join(', ')
