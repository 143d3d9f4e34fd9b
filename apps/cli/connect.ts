import { type Command, Option } from 'commander'
import { type Client, Florin, vaultUrlBeside } from '../../sdk/typescript/index.ts'
import { ownOf } from '../../sdk/typescript/own.ts'
import { CommandError, exits, usage } from './exits.ts'
import { configFile, type Means } from './means.ts'
import { paint } from './show.ts'
import { type Profile, readProfiles } from './profiles.ts'

export type ConnectOptions = {
  readonly profile?: string
  readonly url?: string
  readonly key?: string
  readonly json?: boolean
}

export const DEFAULT_URL = 'http://127.0.0.1:4010'

/**
 * The options that every command has which talks to the API. A flag in `taken` is a field's: such an address is then
 * said by FLORIN_URL or the profile.
 */
export const connected = (command: Command, taken: ReadonlySet<string> = new Set()): Command =>
  connection
    .filter(([flag]) => !taken.has(flag.split(' ')[0] ?? ''))
    .reduce(
      (done, [flag, what]) => done.addOption(new Option(flag, what).helpGroup('Connection and form:')),
      command,
    )
const connection = [
  ['--profile <name>', 'which profile to use; by default the current one'],
  ['--url <url>', 'address of the API (FLORIN_URL)'],
  ['--key <key>', 'API key (FLORIN_KEY); better kept by `florin login` than typed here'],
  ['--json', 'print what the API answered, as JSON'],
] as const

/** A flag beats the environment, and that beats the profile, unless the profile was named. */
export async function chooseProfile(means: Means, options: ConnectOptions): Promise<Profile> {
  const file = configFile(means.env)
  const { current, profiles } = await readProfiles(file)
  const name = options.profile ?? current
  const kept = name === null ? undefined : ownOf(profiles, name)
  if (options.profile !== undefined && kept === undefined)
    throw usage(`there is no profile “${options.profile}”`, '`florin profile list` shows those there are')
  const env = options.profile === undefined ? means.env : {}
  const key = options.key ?? said(env['FLORIN_KEY']) ?? kept?.key
  if (key === undefined)
    throw new CommandError(
      exits.not_let_in,
      'no key is known',
      'run `florin login`, or set FLORIN_KEY; `npm start` prints a sandbox key',
    )
  const url = checkedUrl(options.url ?? said(env['FLORIN_URL']) ?? kept?.url ?? DEFAULT_URL)
  return { ...(kept?.url === url ? kept : {}), url, key }
}

/** A variable that is empty says nothing. */
const said = (text: string | undefined): string | undefined => (text === '' ? undefined : text)

/** The API as the options say. Waits and retries are told to people. */
export async function connect(means: Means, options: ConnectOptions): Promise<Client> {
  return clientFor(means, await chooseProfile(means, options))
}

export const clientFor = (
  means: Means,
  { url, key }: Profile,
  more: { max_retries?: number; is_quiet?: boolean; user_agent?: string } = {},
): Client =>
  new Florin(key, {
    url,
    runtime: means.runtime,
    user_agent: more.user_agent ?? 'florin-cli/0.1',
    ...(means.fetch === undefined ? {} : { fetch: means.fetch }),
    ...(more.max_retries === undefined ? {} : { max_retries: more.max_retries }),
    ...(more.is_quiet === true
      ? {}
      : {
          on_retry: ({ status, wait_ms }) =>
            means.err(
              paint('dim', `${status ?? 'no answer'}: trying again in ${(wait_ms / 1_000).toFixed(1)} s`),
            ),
        }),
  })

/** Where the vault listens: what was said, else the profile's, else the port after the API's. */
export function vaultUrlOf(means: Means, profile: Profile, given: string | undefined): string {
  const told = given ?? said(means.env['FLORIN_VAULT_URL']) ?? profile.vault_url
  return told === undefined ? vaultUrlBeside(profile.url) : checkedUrl(told)
}

/** Errors: CommandError for what is no address of HTTP. */
export function checkedUrl(text: string): string {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw usage(`“${text}” is not an address`, `write it as ${DEFAULT_URL}`)
  return text.replace(/\/+$/, '')
}
