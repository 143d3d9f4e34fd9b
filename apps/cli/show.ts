import { styleText } from 'node:util'
import type { Means } from './means.ts'

type Style = Parameters<typeof styleText>[0]
/** Colour where it can be seen and NO_COLOR is not set. */
export const paint = (style: Style, text: string): string => styleText(style, text, { validateStream: true })

const good =
  'succeeded authorized partially_captured settled loaded matched active enabled approved won resolved'
const bad =
  'declined blocked reversed failed returned rejected quarantined refused dead denied lost expired disabled revoked'
const open =
  'processing requires_action in_review unknown needs_response needs_approval under_review open queued waiting sending held'
/** A map, since a status may be any word the server says, `constructor` too. */
const statusStyles: ReadonlyMap<string, Style> = new Map([
  ...good.split(' ').map((status) => [status, 'green'] as const),
  ...bad.split(' ').map((status) => [status, 'red'] as const),
  ...open.split(' ').map((status) => [status, 'yellow'] as const),
])
export const statusText = (status: string): string => {
  const style = statusStyles.get(status)
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

/** Cells that a text takes on a screen; escapes for colours take none. */
export const widthOf = (text: string): number => text.replaceAll(/\u001b\[[0-9;]*m/g, '').length

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
