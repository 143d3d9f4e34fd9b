import { styleText } from 'node:util'
import type { Means } from './means.ts'

type Style = Parameters<typeof styleText>[0]
/** Colour where it can be seen and NO_COLOR is not set. */
export const paint = (style: Style, text: string): string => styleText(style, text, { validateStream: true })

const statusStyles: Readonly<Record<string, Style>> = {
  succeeded: 'green',
  authorized: 'green',
  partially_captured: 'green',
  declined: 'red',
  blocked: 'red',
  reversed: 'red',
  failed: 'red',
  processing: 'yellow',
  requires_action: 'yellow',
  in_review: 'yellow',
}
export const statusText = (status: string): string => {
  const style = statusStyles[status]
  return style === undefined ? status : paint(style, status)
}

/** The body as JSON when that was asked for, else lines for people. */
export function show(
  means: Means,
  options: { readonly json?: boolean | undefined },
  body: unknown,
  lines: () => readonly string[],
): void {
  if (options.json === true) return means.out(JSON.stringify(body, null, 2))
  for (const line of lines()) means.out(line)
}

/** Escapes for colours take no room on the screen. */
const widthOf = (text: string): number => text.replaceAll(/\u001b\[[0-9;]*m/g, '').length

/** Columns under their headings. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = headings.map((heading, at) =>
    Math.max(heading.length, ...rows.map((row) => widthOf(row[at] ?? ''))),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - widthOf(cell))))
      .join('  ')
      .trimEnd()
  return [paint('dim', line(headings)), ...rows.map(line)]
}
