import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { realWorld } from '../../kernel/world.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { readConfig } from './config.ts'
import { ownKey, verifyTrail } from './operate_audit.ts'
import { importLog } from './operate_ledger.ts'
import { migrateDatabase } from './operate_schema.ts'

/** Operators' commands: they work on the database itself, so they also work when the server does not. */
const program = new Command('florin')
  .description(
    'Operate a Florin installation. The database is the one DATABASE_URL names, else the embedded one of FLORIN_DATA_DIR.',
  )
  .showSuggestionAfterError()
  .showHelpAfterError()

const deps = () => ({ config: readConfig(process.env), world: realWorld() })

program
  .command('migrate')
  .description('bring the schema up to this release; a repeat does nothing')
  .action(async () => {
    for (const line of await migrateDatabase(deps())) console.log(line)
  })

const audit = program.command('audit').description('the trail of who did what')

audit
  .command('key')
  .description('print the public key that checkpoints are signed with')
  .action(async () => console.log(await ownKey(deps())))

audit
  .command('verify')
  .description(
    'recompute every hash and signature; finds edits, deletions, reordering, and with checkpoints truncation',
  )
  .option('--tenant <tenant>', 'only this tenant: its id (ten_…) or its number')
  .option('--checkpoint <file...>', 'checkpoints that were kept elsewhere')
  .option('--key <text...>', 'public keys of the signers; by default the one of FLORIN_DATA_DIR')
  .action(async (options: { tenant?: string; checkpoint?: string[]; key?: string[] }) => {
    const checkpoints = await Promise.all((options.checkpoint ?? []).map((file) => readFile(file, 'utf8')))
    const { lines, ok } = await verifyTrail({
      ...deps(),
      tenant: options.tenant,
      checkpoints,
      keys: options.key,
    })
    for (const line of lines) console.log(line)
    process.exitCode = ok ? 0 : 1
  })

program
  .command('ledger')
  .description('the books of a tenant')
  .command('import')
  .description('replay an exported log into a tenant whose ledger is empty')
  .requiredOption('--tenant <tenant>', 'a fresh tenant: its id (ten_…) or its number')
  .requiredOption('--file <file>', 'what GET /v1/ledger/export answered')
  .action(async (options: { tenant: string; file: string }) => {
    const { lines, ok } = await importLog({ ...deps(), ...options })
    for (const line of lines) console.log(line)
    process.exitCode = ok ? 0 : 1
  })

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof StartRefused ? `florin: ${error.message}` : error)
  process.exit(1)
})
