import type { Command } from 'commander'
import type { OperateDeps } from './operate.ts'

/** What operators do for the bank rails. */
export function railsCommands(program: Command, deps: () => OperateDeps): void {
  filesCommands(program)
  const directories = program
    .command('directories')
    .description('directories of banks, as they are published')

  directories
    .command('list')
    .description('a line for each directory in use')
    .action(async () => {
      const { tellDirectories } = await import('./operate_directories.ts')
      for (const line of await tellDirectories(deps())) console.log(line)
    })

  directories
    .command('import')
    .description(
      'put a directory in the place of the one of that name; a repeat of the same file does nothing',
    )
    .requiredOption('--file <file>', 'the file as it was published')
    .requiredOption('--name <name>', 'what it is called here, such as fedach or bank_codes_de')
    .requiredOption(
      '--form <form>',
      'fedach, fedach_json, fedwire, fedwire_json, bank_codes_json or bank_codes_csv',
    )
    .action(async (options: { file: string; name: string; form: string }) => {
      const { bringDirectory } = await import('./operate_directories.ts')
      const { lines, ok } = await bringDirectory({ ...deps(), ...options })
      for (const line of lines) console.log(line)
      process.exitCode = ok ? 0 : 1
    })
}

function filesCommands(program: Command): void {
  program
    .command('files')
    .description('files of banks, in any format that Florin reads')
    .command('inspect')
    .argument('<file>', 'Nacha, ISO 20022, SWIFT MT, BAI2 or OFX')
    .description('say in words what a file is, what it holds, and every fault with its line and column')
    .option('--json', 'the same for machines')
    .option('--faults <count>', 'how many faults to show', '50')
    .option(
      '--schemas <folder>',
      'check ISO 20022 with the schema files in this folder too (ISO20022_XSD_DIR)',
    )
    .action(async (file: string, options: { json?: true; faults: string; schemas?: string }) => {
      const { inspectAt } = await import('./operate_files.ts')
      const schemas = options.schemas ?? process.env['ISO20022_XSD_DIR']
      const { lines, inspection, ok } = await inspectAt({
        file,
        schemas,
        faults: Number(options.faults) || 0,
      })
      if (options.json === true) console.log(JSON.stringify(inspection, undefined, 2))
      else for (const line of lines) console.log(line)
      process.exitCode = ok ? 0 : 1
    })
}
