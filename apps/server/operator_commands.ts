import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { realWorld } from '../../kernel/world.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { nounIn } from '../cli/main.ts'
import { readConfig } from './config.ts'
import { railsCommands } from './operator_rails_commands.ts'
import { vaultCommands } from './operator_vault_commands.ts'

const deps = () => ({ config: readConfig(process.env), world: realWorld() })

/**
 * Operators' commands. The database is the one DATABASE_URL names, else the embedded one of FLORIN_DATA_DIR. Each loads
 * what it works with when it is called: the commands of users start without.
 */
export function operatorCommands(program: Command): void {
  program.commandsGroup('Operate an installation (works on its database, also when the server does not):')
  program
    .command('migrate')
    .description('bring the schema up to this release; a repeat does nothing')
    .action(async () => {
      const { migrateDatabase } = await import('./operate_schema.ts')
      for (const line of await migrateDatabase(deps())) console.log(line)
    })

  auditCommands(program)
  tenantCommands(program)
  memberCommands(program)
  vaultCommands(program, deps)
  railsCommands(program, deps)
  nounIn(program, 'ledger', 'operators: import')
    .command('import')
    .description('replay an exported log into a tenant whose ledger is empty')
    .requiredOption('--tenant <tenant>', 'a fresh tenant: its id (ten_…) or its number')
    .requiredOption('--file <file>', 'what GET /v1/ledger/export answered')
    .action(async (options: { tenant: string; file: string }) => {
      const { importLog } = await import('./operate_ledger.ts')
      const { lines, ok } = await importLog({ ...deps(), ...options })
      for (const line of lines) console.log(line)
      process.exitCode = ok ? 0 : 1
    })
}

function auditCommands(program: Command): void {
  const audit = program.command('audit').description('the trail of who did what')

  audit
    .command('key')
    .description('print the public key that checkpoints are signed with')
    .action(async () => {
      const { ownKey } = await import('./operate_audit.ts')
      console.log(await ownKey(deps()))
    })

  audit
    .command('verify')
    .description(
      'recompute every hash and signature; finds edits, deletions, reordering, and with checkpoints truncation',
    )
    .option('--tenant <tenant>', 'only this tenant: its id (ten_…) or its number')
    .option('--checkpoint <file...>', 'checkpoints that were kept elsewhere')
    .option('--key <text...>', 'public keys of the signers; by default the one of FLORIN_DATA_DIR')
    .action(async (options: { tenant?: string; checkpoint?: string[]; key?: string[] }) => {
      const { verifyTrail } = await import('./operate_audit.ts')
      const checkpoints = await Promise.all((options.checkpoint ?? []).map(readNote))
      const { lines, ok } = await verifyTrail({
        ...deps(),
        tenant: options.tenant,
        checkpoints,
        keys: options.key,
      })
      for (const line of lines) console.log(line)
      process.exitCode = ok ? 0 : 1
    })
}

function tenantCommands(program: Command): void {
  const tenant = nounIn(program, 'tenant', 'operators: list, create')

  tenant
    .command('list')
    .description('a line for each tenant: number, id, kind, organization, name')
    .action(async () => {
      const { listTenants } = await import('./operate_tenant.ts')
      for (const line of await listTenants(deps())) console.log(line)
    })

  tenant
    .command('create')
    .description('make a tenant with its first keys, which are shown this once; a repeat makes another')
    .requiredOption('--name <text>', 'what it is called')
    .option('--mode <mode>', 'live or sandbox', 'live')
    .option('--organization <id>', 'whose it is; not needed when there is only one organization')
    .option('--new-organization <name>', 'make an organization for it')
    .action(
      async (options: { name: string; mode: string; organization?: string; newOrganization?: string }) => {
        const { createTenant } = await import('./operate_tenant.ts')
        const { name, mode, organization, newOrganization: new_organization } = options
        for (const line of await createTenant({ ...deps(), name, mode, organization, new_organization }))
          console.log(line)
      },
    )
}

function memberCommands(program: Command): void {
  program
    .command('members')
    .description('people who sign in')
    .command('link')
    .description(
      'make a set-up link for a member, who chooses a new password with it; a repeat ends the one before',
    )
    .requiredOption('--email <email>', 'whose; in an organization without members, its first owner’s')
    .option('--organization <id>', 'whose member it is; not needed when the email is in one only')
    .action(async (options: { email: string; organization?: string }) => {
      const { linkMember } = await import('./operate_members.ts')
      const { email, organization } = options
      for (const line of await linkMember({ ...deps(), email, organization })) console.log(line)
    })
}

const readNote = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch(() => {
    throw new StartRefused(`${file} cannot be read; name the file that the checkpoint was kept in`)
  })
