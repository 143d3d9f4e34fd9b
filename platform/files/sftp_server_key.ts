import { loadSsh2 } from './load_ssh2.ts'

type KeyPair = { readonly private: string; readonly public: string }

/**
 * A new Ed25519 pair in OpenSSH's form, its private half under a passphrase when one is given. About one in two hundred that
 * ssh2 makes cannot be read again by ssh2 itself: another one is made then.
 */
export async function newKeyPair(passphrase?: string): Promise<KeyPair> {
  const ssh2 = await loadSsh2()
  for (;;) {
    const pair =
      passphrase === undefined
        ? ssh2.utils.generateKeyPairSync('ed25519')
        : ssh2.utils.generateKeyPairSync('ed25519', { passphrase, cipher: 'aes256-ctr', rounds: 2 })
    if (!(ssh2.utils.parseKey(pair.private, passphrase) instanceof Error)) return pair
  }
}

/** A new private host key. Whoever has it can pretend to be the server: mode 0600. */
export const newHostKey = async (): Promise<string> => (await newKeyPair()).private
