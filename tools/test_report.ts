import { relative } from 'node:path'
import { inspect, styleText } from 'node:util'

type Details = {
  readonly duration_ms: number
  readonly type?: string
  readonly error?: Error & { failureType?: string }
}
/** What of node:test's events is read here. */
export type TestEvent = {
  readonly type: string
  readonly data: {
    readonly file?: string
    readonly name?: string
    readonly message?: string
    readonly nesting?: number
    readonly details?: Details
    readonly skip?: boolean | string
    readonly counts?: Readonly<
      Record<'tests' | 'passed' | 'failed' | 'cancelled' | 'skipped' | 'todo', number>
    >
    readonly success?: boolean
    readonly duration_ms?: number
  }
}

export type Report = {
  /** What to print for an event, if anything. */
  lines(event: TestEvent): string[]
  /** True when the whole run has been reported and nothing failed. */
  isGood(): boolean
}

/** One line per file, one per test when `is_detailed`, and everything that is known about a failure. */
export function createReport(options: { root: string; is_detailed: boolean }): Report {
  const { root, is_detailed } = options
  let isGood = false
  const failed: string[] = []
  const green = (text: string): string => styleText('green', text, { validateStream: true })
  const red = (text: string): string => styleText('red', text, { validateStream: true })
  const pathOf = (file: string | undefined): string => (file === undefined ? '' : relative(root, file))

  const failure = ({ data: told }: TestEvent): string[] => {
    const error = told.details?.error
    // A suite fails because a test in it did, and that one was told.
    if (error?.failureType === 'subtestsFailed') return []
    const isFile = told.name === told.file
    const title = isFile ? `${pathOf(told.file)} ended early` : `${pathOf(told.file)} › ${told.name}`
    const cause = error?.cause ?? error
    failed.push(title)
    return [red(`✗ ${title}`), ...(isFile ? [] : [indent(inspect(cause, { depth: 6, colors: false }))])]
  }
  const summary = ({ data: told }: TestEvent): string[] => {
    const { counts, success, duration_ms = 0 } = told
    if (counts === undefined) return []
    const skipped = counts.skipped + counts.todo
    const words = `${counts.passed} of ${counts.tests} passed${skipped === 0 ? '' : `, ${skipped} skipped`}`
    if (told.file === undefined) {
      isGood = success === true
      // Once more by name: what was printed at each is far above by now, and often cut off.
      return [
        '',
        ...failed.map((title) => red(`✗ ${title}`)),
        isGood ? green(`✓ ${words}`) : red(`✗ ${words}`),
      ]
    }
    const mark = success === true ? green('✓') : red('✗')
    return [`${mark} ${pathOf(told.file)}  ${counts.tests} tests  ${seconds(duration_ms)}`]
  }
  const passed = ({ data: told }: TestEvent): string[] =>
    is_detailed && told.details?.type === 'test' && told.skip === undefined
      ? [`  ${'  '.repeat(told.nesting ?? 0)}${green('✓')} ${told.name} ${seconds(told.details.duration_ms)}`]
      : []

  const tell: Readonly<Record<string, (event: TestEvent) => string[]>> = {
    'test:fail': failure,
    'test:pass': passed,
    'test:summary': summary,
    'test:stdout': said,
    'test:stderr': said,
  }
  return { lines: (event) => tell[event.type]?.(event) ?? [], isGood: () => isGood }
}

const said = ({ data: told }: TestEvent): string[] => [told.message?.replace(/\n$/, '') ?? '']
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`
const indent = (text: string): string => text.replaceAll(/^/gm, '    ')
