// lib: tells a person how far a long piece of work is: a bar with count, rate and time left on a terminal, plain lines elsewhere.
// Everything goes to stderr, so that stdout stays free for results.
import { Presets, SingleBar } from 'cli-progress';

export interface ProgressTask {
  /** Sets how much there is to do. */
  total(count: number): void;
  add(count: number): void;
  end(): void;
}

export type StartTask = (name: string, total?: number) => ProgressTask;

const silent: ProgressTask = { total: () => undefined, add: () => undefined, end: () => undefined };

/** The way of telling that suits the stream. Of what never had a total or a step, nothing is told. */
export function progressFor(stream: NodeJS.WriteStream, isQuiet: boolean): StartTask {
  if (isQuiet) return () => silent;
  return stream.isTTY
    ? (name, total) => startBar(stream, name, total)
    : (name, total) => startLines(stream, name, total);
}

function startBar(stream: NodeJS.WriteStream, name: string, total = 0): ProgressTask {
  const bar = new SingleBar(
    { stream, format: `${name.padEnd(14)} {bar} {value}/{total} · {rate}/s · {eta_formatted} left`, hideCursor: true },
    Presets.shades_classic,
  );
  const started = Date.now();
  let done = 0;
  const show = (all: number) => (bar.isActive ? bar.setTotal(all) : bar.start(all, 0, { rate: 0 }));
  if (total > 0) show(total);
  return {
    total: show,
    add: (count) => {
      done += count;
      if (!bar.isActive) show(total);
      bar.update(done, { rate: rateOf(done, started) });
    },
    end: () => bar.stop(),
  };
}

const LINE_EVERY_MS = 5000;

function startLines(stream: NodeJS.WriteStream, name: string, total = 0): ProgressTask {
  const started = Date.now();
  let all = total;
  let done = 0;
  let next = started + LINE_EVERY_MS;
  const line = () => `${name}: ${done}${all > 0 ? ` of ${all}` : ''} (${rateOf(done, started)}/s)\n`;
  return {
    total: (count) => {
      all = count;
    },
    add: (count) => {
      done += count;
      if (Date.now() < next) return;
      next = Date.now() + LINE_EVERY_MS;
      stream.write(line());
    },
    end: () => {
      if (all > 0 || done > 0) stream.write(line());
    },
  };
}

const rateOf = (done: number, started: number): number => Math.round((done * 1000) / Math.max(1, Date.now() - started));
