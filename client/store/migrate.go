package store

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

//go:embed migrations/*/*.sql
var migrations embed.FS

// errNewer says that a later axdesk made the database: its tables may mean other things.
var errNewer = errors.New("a newer version of axdesk made this database")

// scripts are the migrations of an engine in order; the first leads to version 1.
func scripts(of string) ([]string, error) {
	names, err := fs.Glob(migrations, "migrations/"+of+"/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list the migrations: %w", err)
	}
	list := make([]string, len(names))
	for i, name := range names {
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		list[i] = string(text)
	}
	return list, nil
}
