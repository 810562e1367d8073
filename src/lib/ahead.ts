// lib: reads ahead, so that the next requests are on their way while the last answer is being written to disk.

/** The items of `source` in order, with up to `depth` further ones already made when an item is handed out. */
export async function* ahead<T>(source: AsyncIterable<T>, depth = 1): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const asked: Promise<IteratorResult<T>>[] = [];
  const ask = (): void => {
    const next = iterator.next();
    // A failure of an item ahead must wait for its turn instead of ending the process as unhandled.
    next.catch(() => undefined);
    asked.push(next);
  };
  try {
    for (;;) {
      while (asked.length <= depth) ask();
      const current = await asked.shift();
      if (current === undefined || current.done) return;
      yield current.value;
    }
  } finally {
    await Promise.allSettled(asked);
    await iterator.return?.();
  }
}
