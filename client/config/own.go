package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"
)

// ownBytes is the most that is read of one of the user's files; who reads one refuses less.
const ownBytes = 1 << 20

// Own reads one of the user's own files in axdesk's configuration directory, such as keys.toml, which need not be there: read
// then gets nothing. what it holds, such as "the keys", is for the sentence of a file that can't be opened or used.
func Own[T any](name, what string, read func([]byte) (T, error)) (T, error) {
	path := filepath.Join(xdg.ConfigHome, "axdesk", name)
	data, err := readOwn(path)
	if err != nil {
		var none T
		return none, fmt.Errorf("%s in %s can't be read: %w. Make the file readable, or move it away to go by the defaults", what, path, err)
	}
	v, err := read(data)
	if err != nil {
		return v, fmt.Errorf("%s in %s can't be used: %w. Mend it, or move the file away to go by the defaults", what, path, err)
	}
	return v, nil
}

func readOwn(path string) ([]byte, error) {
	file, err := os.Open(path) //nolint:gosec // the user's own configuration
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return io.ReadAll(io.LimitReader(file, ownBytes))
}
