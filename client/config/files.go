package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"

	"axdesk/client/price"
	"axdesk/client/triage"
)

// PriceBook reads the book at path; none for "".
func PriceBook(path string) (*price.Book, error) {
	if path == "" {
		return nil, nil
	}
	file, err := os.Open(path) //nolint:gosec // the user names the file
	if err != nil {
		return nil, fmt.Errorf("the price book can't be opened: %w", err)
	}
	defer func() { _ = file.Close() }()
	book, err := price.ReadBook(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return book, nil
}

// Bands are the limits that received light is judged by.
type Bands struct{ GPON, Ethernet triage.Bands }

// BandsFile is where the user's own limits are looked for.
func BandsFile() string { return filepath.Join(xdg.ConfigHome, "axdesk", "bands.toml") }

// OpticalBands reads the limits from a file, which need not be there.
func OpticalBands(path string) (Bands, error) {
	file, err := os.Open(path) //nolint:gosec // the user's own configuration
	if errors.Is(err, fs.ErrNotExist) {
		return Bands{triage.DefaultGPON(), triage.DefaultActiveEthernet()}, nil
	}
	if err != nil {
		return Bands{}, fmt.Errorf("the optical bands can't be opened: %w. Make the file readable, or move it away to go by the defaults", err)
	}
	defer func() { _ = file.Close() }()
	gpon, ethernet, err := triage.ReadBands(file)
	if err != nil {
		return Bands{}, fmt.Errorf("the optical bands in %s can't be used: %w. Mend it, or move the file away to go by the defaults", path, err)
	}
	return Bands{gpon, ethernet}, nil
}

// UnicodeLocale tells whether the terminal's locale can show more than ASCII.
func UnicodeLocale() bool {
	for _, n := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(os.Getenv(n)); v != "" {
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	// No locale at all is a bare container or an SSH session without SendEnv; both show UTF-8 these days.
	return true
}
