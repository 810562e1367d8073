// What a fresh clone relies on: exact versions, a lock file that names no host, no script that runs while packages are installed,
// and a reason for every dependency (docs/decisions.md).
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

interface PackageJson {
  readonly license: string;
  readonly type: string;
  readonly engines: { readonly node: string };
  readonly files: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const url = (path: string) => new URL(`../../${path}`, import.meta.url);
const read = (path: string) => readFileSync(url(path), 'utf8');

const manifest: PackageJson = JSON.parse(read('package.json'));
const lockText = read('package-lock.json');
const lock: { packages: Record<string, LockedPackage> } = JSON.parse(lockText);
const installed = Object.entries(lock.packages).filter(([path]) => path !== '');
const direct = { ...manifest.dependencies, ...manifest.devDependencies };

describe('package.json', () => {
  it('asks for exact versions', () => {
    const loose = Object.entries(direct).filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version));
    expect(loose).toEqual([]);
    expect(Object.keys(direct).length).toBeGreaterThan(10);
  });

  it('is MIT, ESM, and says which Node it needs', () => {
    expect(manifest.license).toBe('MIT');
    expect(read('LICENSE')).toMatch(/^MIT License/);
    expect(manifest.type).toBe('module');
    expect(manifest.engines.node).toBe('>=20.19');
  });

  it('runs no script of its own when somebody installs it', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
    expect(Object.keys(manifest.scripts).filter((name) => hooks.includes(name))).toEqual([]);
    const started = Object.values(manifest.scripts).flatMap((line) => /^node (\S+)/.exec(line)?.[1] ?? []);
    expect(started.filter((path) => !existsSync(url(path)))).toEqual([]);
  });

  it('packs what the program needs when it runs', () => {
    for (const path of ['dist', 'templates', 'queries', 'LICENSE', 'README.md', 'CHANGELOG.md', 'SECURITY.md']) {
      expect(manifest.files).toContain(path);
    }
  });
});

describe('package-lock.json', () => {
  it('has the versions of package.json', () => {
    const root = lock.packages[''];
    expect({ ...root?.dependencies, ...root?.devDependencies }).toEqual(direct);
    for (const [name, version] of Object.entries(direct))
      expect(lock.packages[`node_modules/${name}`]?.version).toBe(version);
  });

  it('names no registry, so that anyone can install from theirs, and proves every package by its hash', () => {
    expect(installed.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
    expect(lockText).not.toMatch(/https?:\/\/[^"]*\.tgz/);
    expect(installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual(
      [],
    );
    expect(installed.length).toBeGreaterThan(100);
  });

  it('has no package that runs a script when it is installed', () => {
    expect(installed.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([path]) => path)).toEqual([]);
    expect(read('.npmrc')).toContain('ignore-scripts=true');
  });
});

describe('docs/decisions.md', () => {
  it('gives the reason for every dependency, and for no other', () => {
    const rows = read('docs/decisions.md').matchAll(/^\| `([@a-z][^`]*)` \| ([^|]+) \|$/gm);
    const reasons = new Map([...rows].map(([, name, reason]) => [name ?? '', reason?.trim() ?? '']));
    expect([...reasons.keys()].sort()).toEqual(Object.keys(direct).sort());
    expect([...reasons].filter(([, reason]) => reason.length < 20)).toEqual([]);
  });
});
