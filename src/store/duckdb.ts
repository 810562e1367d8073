// store: the one door to the DuckDB library.
// Invariant: whoever needs it at run time takes it from here, so that its allocator is set up before it is loaded.
import './allocator.js';

export {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBScalarFunction,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  JSDuckDBValueConverter,
  ResultReturnType,
  VARCHAR,
} from '@duckdb/node-api';
