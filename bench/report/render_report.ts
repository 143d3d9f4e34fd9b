import type { Measured } from '../subject.ts'
import type { Verdict } from '../verdict.ts'
import type { Report } from './write_report.ts'

/** The page a person reads: what was met, on what, and what stands between us and the rest. */
export function renderReport(report: Report): string {
  const { machine, versions, settings, options, rows } = report
  const listed = (pairs: Readonly<Record<string, string>>): string =>
    Object.entries(pairs)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')
  return `# Bench ${report.at.slice(0, 10)}, commit ${report.commit}

${machine.cpu}, ${machine.cores} cores, ${machine.memory_gb} GB, ${machine.system}; load before the run ${machine.load_before}.
${listed(versions)}.
${listed(settings)}.
Median of ${options.rounds} interleaved rounds, ${options.seconds} s each after a short one of the same subject, ${options.accounts} accounts. Ratios are taken within a round. Growth compares ${options.growth.large} transfers with ${options.growth.small}.

| | now | must | stretch | |
|---|---|---|---|---|
${rows.map(tableRow).join('\n')}

## What was measured
| | per second | p50 ms | p99 ms | CPU of Node, us | of PostgreSQL, us |
|---|---|---|---|---|---|
${measuredRows(rows).join('\n')}

CPU is per operation: per transfer, per TPC-B transaction. TPC-B is the unit of the ratios "× TPC-B".

## What stands between us and the stretch goals
${between(report)}
`
}

const unitOf = (row: Verdict): string =>
  row.against === null ? ' ms' : row.against.name === 'tpcb' ? ' × TPC-B' : ' ×'
const figure = (row: Verdict, value: number): string =>
  row.against === null ? value.toFixed(0) : value.toFixed(2)
const marks = { stretch: 'stretch met', must: 'must met', missed: '**missed**' } as const

const tableRow = (row: Verdict): string => {
  const sign = row.better === 'more' ? '≥' : '≤'
  return `| ${row.title} | ${figure(row, row.value)}${unitOf(row)} | ${sign} ${row.must} | ${sign} ${row.stretch} | ${marks[row.verdict]} |`
}

const cell = (value: number | undefined, digits: number): string =>
  value === undefined ? '' : value.toLocaleString('en', { maximumFractionDigits: digits })

function measuredRows(rows: readonly Verdict[]): string[] {
  const seen = new Map<string, Measured>()
  for (const { subject, against } of rows)
    for (const one of against === null ? [subject] : [against, subject]) seen.set(one.name, one.medians)
  return [...seen].map(([name, { per_s, p50_ms, p99_ms, took_ms, node_us, postgres_us }]) => {
    const rate = took_ms === undefined ? cell(per_s, 0) : `${cell(took_ms, 0)} ms`
    return `| ${name} | ${rate} | ${cell(p50_ms, 2)} | ${cell(p99_ms, 2)} | ${cell(node_us, 1)} | ${cell(postgres_us, 1)} |`
  })
}

function between({ rows, machine }: Report): string {
  const open = rows.filter((row) => row.verdict !== 'stretch')
  if (open.length === 0) return 'Nothing: every stretch goal is met.'
  return open.map((row) => `- **${row.title}**: ${budget(row, machine.cores)}${row.between}`).join('\n')
}

/** What the stretch goal leaves per operation if every core did nothing else, beside what one costs now. */
function budget({ subject, against, stretch, figure: kind }: Verdict, cores: number): string {
  const base = against?.medians.per_s
  const { node_us, postgres_us, load_us = 0 } = subject.medians
  if (kind !== 'per_s' || base === undefined || node_us === undefined || postgres_us === undefined) return ''
  const left = (cores * 1_000_000) / (base * stretch)
  const load = load_us > 0.1 ? ` and the load generator's ${load_us.toFixed(1)}` : ''
  return `one costs ${node_us.toFixed(1)} us of Node${load === '' ? ' and' : ','} ${postgres_us.toFixed(1)} us of PostgreSQL${load}; the goal leaves ${left.toFixed(1)} us on ${cores} cores. `
}
