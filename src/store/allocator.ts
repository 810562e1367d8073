// store: how DuckDB's allocator behaves. Must be evaluated before the library is loaded, which reads this once (duckdb.ts sees to it).
// jemalloc otherwise keeps four arenas a core and what was freed for seconds: a load then holds a fifth more memory than it uses.
import { availableParallelism } from 'node:os';

process.env.DUCKDB_JE_MALLOC_CONF ??= `narenas:${availableParallelism()},dirty_decay_ms:300,muzzy_decay_ms:0`;
