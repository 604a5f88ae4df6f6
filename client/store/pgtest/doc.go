// Package pgtest starts a real PostgreSQL server for tests, from the system's own package, and stops it behind them. Where none
// is installed a test is skipped, but fails where CI is set.
package pgtest
