// commands: the key store of the system, where it has one that can be used: Keychain, Credential Manager, Secret Service.
// Invariant: the native package is loaded when it is needed, and never by a command that keeps no session.

/** Secrets by name. Every function rejects when the store cannot be used. */
export interface KeyStore {
  find(name: string): Promise<string | undefined>;
  put(name: string, secret: string): Promise<void>;
  drop(name: string): Promise<void>;
}

const SERVICE = 'fleep-archive';

// Without the Secret Service the package would take the keyring of the kernel, which forgets everything when the user logs out.
const OPTIONS = { linux: { store: 'secret-service' } } as const;

async function openEntry(name: string) {
  const { AsyncEntry } = await import('@napi-rs/keyring');
  return new AsyncEntry(SERVICE, name, OPTIONS);
}

export const systemKeyStore: KeyStore = {
  find: async (name) => (await (await openEntry(name)).getPassword()) ?? undefined,
  put: async (name, secret) => (await openEntry(name)).setPassword(secret),
  drop: async (name) => {
    await (await openEntry(name)).deleteCredential();
  },
};
