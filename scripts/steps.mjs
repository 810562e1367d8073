// scripts: the steps that the npm commands are made of. Only Node's own modules, since nothing may be installed yet.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command in the project's folder and ends this process when it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (error !== undefined) fail(`${command} cannot be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

export function fail(message) {
  console.error(message);
  process.exit(1);
}

/** Runs a tool of node_modules/.bin. */
export const runTool = (name, args, options) => run(process.execPath, [toolPath(name), ...args], options);

function toolPath(name) {
  const path = join(root, 'node_modules', '.bin', name);
  if (!existsSync(path)) fail(`${name} is not installed: run "npm ci".`);
  return path;
}

/** Installs the packages of the lock file, unless that was done since the lock file changed. */
export function install() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Node ${process.version} is too old: install Node 20.19 or newer.`);
  const done = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(done) && statSync(done).mtimeMs >= statSync(lock).mtimeMs) return;
  run('npm', ['ci', '--no-audit', '--no-fund'], { shell: process.platform === 'win32' });
}

/** Compiles src/ to dist/, unless dist/ is newer than every source. */
export function build() {
  const stamp = join(root, 'dist', 'cli.js');
  const inputs = [
    ...filesBelow(join(root, 'src')),
    join(root, 'tsconfig.json'),
    join(root, 'tsconfig.build.json'),
    join(root, 'package-lock.json'),
  ];
  if (existsSync(stamp) && inputs.every((path) => statSync(path).mtimeMs < statSync(stamp).mtimeMs)) return;
  compile();
}

/** src/ → dist/, and what runs in browsers → one classic script, which opens from disk. It is left readable. */
export function compile() {
  runTool('tsc', ['-p', 'tsconfig.build.json']);
  const script = ['src/browser/search.ts', '--file', 'dist/browser/search.js', '--format', 'iife'];
  runTool('rolldown', [...script, '--platform', 'browser', '--log-level', 'warn']);
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}
