package config

import (
	"errors"
	"os"
	"strings"
)

// Store is the PostgreSQL database that several hosts share, by its URL: what the command line says, or AXDESK_STORE, where a
// password isn't among what other users of the machine see. "" is SQLite in the state directory.
func Store(flag string) (string, error) {
	from, where := "--store", strings.TrimSpace(flag)
	if where == "" {
		from, where = "AXDESK_STORE", strings.TrimSpace(os.Getenv("AXDESK_STORE"))
	}
	if where == "" || strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://") {
		return where, nil
	}
	// It isn't repeated: it may hold a password.
	return "", errors.New(from + " takes a URL such as postgres://desk@db.example/axdesk; a directory is named with --state-dir")
}
