import type { Command } from 'commander'
import { nounIn } from '../cli/main.ts'
import type { OperateDeps } from './operate.ts'

/** Keys of the vault. What they do stands in `operate_vault.ts`, which is loaded when one is called. */
export function vaultCommands(program: Command, deps: () => OperateDeps): void {
  const vault = nounIn(program, 'vault', 'operators: status, add-key, rewrap, shred')

  vault
    .command('status')
    .description('what is under which key, and how far rotations have come')
    .action(async () => {
      const { vaultStatus } = await import('./operate_vault.ts')
      for (const line of await vaultStatus(deps())) console.log(line)
    })

  vault
    .command('add-key')
    .description('put a new key-encryption key in front of those in vault.key; a repeat adds another')
    .action(async () => {
      const { addVaultKey } = await import('./operate_vault.ts')
      for (const line of await addVaultKey(deps())) console.log(line)
    })

  vault
    .command('rewrap')
    .description('put every sealing key under the newest key; run again it does what is left')
    .action(async () => {
      const { rewrapVault } = await import('./operate_vault.ts')
      const { lines, ok } = await rewrapVault(deps(), (line) => console.error(line))
      for (const line of lines) console.log(line)
      process.exitCode = ok ? 0 : 1
    })

  vault
    .command('shred')
    .description('destroy the keys of a tenant: its cards and secrets are unreadable for ever')
    .requiredOption('--tenant <tenant>', 'its id (ten_…) or its number')
    .option('--confirm <id>', 'its id once more', '')
    .action(async (options: { tenant: string; confirm: string }) => {
      const { shredTenant } = await import('./operate_vault.ts')
      for (const line of await shredTenant({ ...deps(), ...options })) console.log(line)
    })
}
