package config

import (
	"errors"
	"strings"
)

// Store is the PostgreSQL database that several hosts share, by its URL: what the command line says, or AXDESK_STORE, where a
// password isn't among what other users of the machine see. "" is SQLite in the state directory.
func Store(flag string) (string, error) {
	v := first(Value{strings.TrimSpace(flag), "--store"}, env("AXDESK_STORE"))
	return v.Text, v.isStore()
}

// isStore refuses what names no database. It doesn't repeat it: it may hold a password.
func (v Value) isStore() error {
	if v.Text == "" || strings.HasPrefix(v.Text, "postgres://") || strings.HasPrefix(v.Text, "postgresql://") {
		return nil
	}
	return errors.New(v.From + " takes a URL such as postgres://desk@db.example/axdesk; a directory is named with --state-dir")
}
