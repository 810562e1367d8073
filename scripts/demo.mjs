// npm run demo: the whole line once, on the built-in demo company: practice server → sync → site → reports.
import { spawn, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build, install, root } from './steps.mjs';

install();
build();

const cli = join(root, 'dist', 'cli.js');
const archive = join('demo', 'archive');
const site = join('demo', 'site');
const env = { ...process.env, FLEEP_EMAIL: 'archivist@example.org', FLEEP_PASSWORD: 'correct horse' };

const server = spawn(process.execPath, [cli, 'emulator', '--demo'], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
});
process.on('exit', () => server.kill());

function step(title, args) {
  console.log(`\n— ${title}\n  fleep-archive ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, [cli, ...args], { cwd: root, stdio: 'inherit', env });
  // 3 means "finished with gaps": said by the command itself, and no reason to stop.
  if (status !== 0 && status !== 3) process.exit(status ?? 1);
}

const lines = createInterface({ input: server.stdout });
const line = await new Promise((resolve, reject) => {
  lines.once('line', resolve);
  server.once('exit', (code) => reject(new Error(`The practice server ended with code ${code}.`)));
});
lines.close();
const { url } = JSON.parse(line);

rmSync(join(root, archive), { recursive: true, force: true });
step('Archive the demo company', ['sync', '--archive', archive, '--server', url]);
step('Render the site', ['render', '--archive', archive, '--out', site]);
for (const report of ['messages-by-person', 'messages-by-month', 'open-tasks'])
  step('Report', ['report', report, '--archive', archive]);
step('Ask in SQL', [
  'query',
  'SELECT title, count(*) AS messages FROM messages JOIN conversations USING (conversation_id) GROUP BY title ORDER BY messages DESC, title LIMIT 5',
  '--archive',
  archive,
]);

console.log(`\nThe site:    ${join(site, 'index.html')}   (open it in a browser)`);
console.log(`The archive: ${archive}   (fleep-archive status --archive ${archive})`);
server.kill();
