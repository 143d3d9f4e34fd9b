import type { Command } from 'commander'
import { ownOf } from '../../sdk/typescript/own.ts'
import { acting } from './acting.ts'
import { checkedUrl, clientFor, connected, type ConnectOptions, DEFAULT_URL } from './connect.ts'
import { CommandError, exits, usage } from './exits.ts'
import { configFile, type Means } from './means.ts'
import { keepProfile, masked, type Profile, readProfiles, writeProfiles } from './profiles.ts'
import { show, table } from './show.ts'

type LoginOptions = ConnectOptions & { readonly publishableKey?: string; readonly vaultUrl?: string }
type Tenant = { readonly id: string; readonly name: string; readonly mode: string }

export function loginCommands(program: Command, means: Means): void {
  connected(program.command('login'))
    .description('keep a URL and a key under a name; asks for what no flag and no variable says')
    .option('--publishable-key <key>', 'key that may only make card tokens (FLORIN_PUBLISHABLE_KEY)')
    .option(
      '--vault-url <url>',
      'address of the vault (FLORIN_VAULT_URL); by default the port after the API’s',
    )
    .action(acting(means, (options: LoginOptions) => login(means, options)))
  const profile = program.command('profile').description('the keys that were kept')
  profile
    .command('list')
    .description('which profiles there are; keys are never shown in full')
    .option('--json', 'as JSON')
    .action(acting(means, (options: ConnectOptions) => listProfiles(means, options)))
  profile
    .command('use')
    .argument('<name>')
    .description('make a profile the current one')
    .option('--json', 'as JSON')
    .action(acting(means, (name: string) => useProfile(means, name)))
}

async function login(means: Means, options: LoginOptions): Promise<void> {
  const url = checkedUrl(
    await given(means, options.url ?? means.env['FLORIN_URL'], `URL [${DEFAULT_URL}]: `, DEFAULT_URL),
  )
  const key = await given(
    means,
    options.key ?? means.env['FLORIN_KEY'],
    'Secret key (not shown): ',
    undefined,
  )
  if (!/^[sr]k_(test|live)_\w+$/.test(key))
    throw usage('that is not a secret key', 'it begins with sk_test_, sk_live_, rk_test_ or rk_live_')
  const name = options.profile ?? 'default'
  const publishable_key = options.publishableKey ?? means.env['FLORIN_PUBLISHABLE_KEY']
  const vault_url = options.vaultUrl ?? means.env['FLORIN_VAULT_URL']
  const profile: Profile = {
    url,
    key,
    ...(publishable_key === undefined ? {} : { publishable_key }),
    ...(vault_url === undefined ? {} : { vault_url: checkedUrl(vault_url) }),
  }
  const { body: tenant } = await clientFor(means, profile, { max_retries: 1 }).get<Tenant>('/v1/tenant')
  await keepProfile(configFile(means.env), name, profile)
  const told = { profile: name, url, key: masked(key), tenant }
  show(means, options, told, () => [
    `Signed in as ${tenant.name} (${tenant.id}, ${tenant.mode}).`,
    `Profile “${name}” keeps ${url} and ${masked(key)}.`,
  ])
}

/** What was said, else what is answered to a question. */
async function given(
  means: Means,
  said: string | undefined,
  question: string,
  usual: string | undefined,
): Promise<string> {
  if (said !== undefined && said !== '') return said
  if (means.ask === undefined) {
    if (usual !== undefined) return usual
    throw new CommandError(exits.usage, 'nobody is there to ask for the key', 'set FLORIN_KEY, or pass --key')
  }
  const answer = await means.ask(question, usual === undefined)
  if (answer === '' && usual === undefined) throw usage('no key was given')
  return answer === '' && usual !== undefined ? usual : answer
}

async function listProfiles(means: Means, options: ConnectOptions): Promise<void> {
  const { current, profiles } = await readProfiles(configFile(means.env))
  const rows = Object.entries(profiles).map(([name, { url, key, publishable_key }]) => ({
    name,
    is_current: name === current,
    url,
    key: masked(key),
    publishable_key: publishable_key === undefined ? null : masked(publishable_key),
  }))
  show(means, options, rows, () =>
    rows.length === 0
      ? ['There are none yet: `florin login` makes one.']
      : table(
          ['', 'name', 'url', 'key'],
          rows.map((row) => [row.is_current ? '*' : '', row.name, row.url, row.key]),
        ),
  )
}

async function useProfile(means: Means, name: string): Promise<void> {
  const file = configFile(means.env)
  const { profiles } = await readProfiles(file)
  if (ownOf(profiles, name) === undefined)
    throw usage(`there is no profile “${name}”`, '`florin profile list` shows those there are')
  await writeProfiles(file, { current: name, profiles })
  means.out(`“${name}” is the current profile.`)
}
