import { realWorld } from '../kernel/world.ts'
import { type Gate, type GateReport, gates } from './gates.ts'

const world = realWorld()

type Checked = GateReport & { readonly name: string; readonly took_ms: number }

/** Runs one gate; a gate that throws, or that read nothing, has failed. */
async function checked({ name, run }: Gate): Promise<Checked> {
  const started_ms = world.elapsed_ms()
  const report = await run().catch((error: unknown) => ({ read: 0, unit: 'files', faults: [String(error)] }))
  const nothing = report.read === 0 ? [`${name} read nothing, so it proves nothing`] : []
  return { ...report, faults: [...report.faults, ...nothing], name, took_ms: world.elapsed_ms() - started_ms }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** `npm run check`: one line per gate, then every fault in full. Exit code 1 when there is any. */
if (import.meta.main) {
  const reports = await Promise.all(gates.map(checked))
  for (const { name, read, unit, faults, took_ms } of reports)
    console.log(
      `${faults.length === 0 ? 'ok   ' : 'FAULT'} ${name.padEnd(10)} ${seconds(took_ms).padStart(6)}  ${read} ${unit}`,
    )
  for (const { name, faults } of reports)
    if (faults.length > 0) console.log(`\n── ${name}\n${faults.join('\n')}`)
  const failed = reports.filter(({ faults }) => faults.length > 0).map(({ name }) => name)
  console.log(
    failed.length === 0
      ? `\nall ${reports.length} gates passed in ${seconds(world.elapsed_ms())}`
      : `\nfailed: ${failed.join(', ')}`,
  )
  process.exitCode = failed.length === 0 ? 0 : 1
}
