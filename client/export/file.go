package export

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/adrg/xdg"
)

// Bounds of what is taken away, in bytes.
const (
	// MostBytes bounds a file, and MostCopied what goes through a terminal to its clipboard.
	MostBytes  = 32 << 20
	MostCopied = 1 << 20
	// SureCopied is what terminals take at least; of more some take nothing, and say nothing.
	SureCopied = 74_000
)

// ErrThere is the cause where a file is there already, and wasn't to be replaced.
var ErrThere = errors.New("there is a file already")

// Dir is where files are proposed: the current directory where one may write there, else the user's documents, else their home.
func Dir() string {
	if here, err := os.Getwd(); err == nil && writable(here) {
		return here
	}
	if writable(xdg.UserDirs.Documents) {
		return xdg.UserDirs.Documents
	}
	return xdg.Home
}

// writable tries it: on what is mounted read-only, permissions say nothing.
func writable(dir string) bool {
	f, err := os.CreateTemp(dir, ".axdesk-*")
	if err != nil {
		return false
	}
	_ = f.Close()
	_ = os.Remove(f.Name())
	return true
}

// FileName is a name for what is written at a time: "axdesk-ports-and-services-20260314-0915.csv".
func FileName(what string, at time.Time, ending string) string {
	name := strings.Trim(strings.Join(strings.FieldsFunc(strings.ToLower(what), func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), "-"), "-")
	if name == "" {
		name = "export"
	}
	return "axdesk-" + name[:min(len(name), 60)] + "-" + at.Format("20060102-1504") + "." + ending
}

// Save writes a text to a file that its owner alone may read. A file that is there is left alone, with ErrThere as the cause, unless
// replace is set: then the new one takes its place whole. ~ is the user's home. It gives the path that was written.
func Save(path string, text []byte, replace bool) (string, error) {
	path, err := Path(path)
	if err != nil {
		return "", err
	}
	if len(text) > MostBytes {
		return path, fmt.Errorf("it has %d MiB, and at most %d are written: filter the list first", len(text)>>20, MostBytes>>20)
	}
	dir, name := filepath.Split(path)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return path, fmt.Errorf("there is no directory %s: make it, or name another file", dir)
	}
	switch info, err := os.Lstat(path); {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return path, fmt.Errorf("%s can't be looked at (%w): name another file", path, err)
	case err == nil && info.IsDir():
		return path, fmt.Errorf("%s is a directory: add a file's name", path)
	case err == nil && !info.Mode().IsRegular():
		return path, fmt.Errorf("%s is no ordinary file, so it isn't written to: name another", path)
	case err == nil && !replace:
		return path, &thereError{path: path, at: info.ModTime(), size: info.Size()}
	}
	// Beside it first: whatever goes wrong on the way, no half a file stands under the name.
	tmp, err := os.CreateTemp(dir, "."+name[:min(len(name), 100)]+"-*")
	if err != nil {
		return path, fmt.Errorf("nothing can be written in %s (%w): name another directory", dir, err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	_, err = tmp.Write(text)
	if err = errors.Join(err, tmp.Close()); err != nil {
		return path, fmt.Errorf("%s can't be written (%w): see that the disk isn't full, or name another file", path, err)
	}
	return path, place(tmp.Name(), path, replace)
}

// place gives a file its name. A link never replaces what is there, so that one who came in between loses nothing.
func place(from, to string, replace bool) error {
	if replace {
		if err := os.Rename(from, to); err != nil {
			return fmt.Errorf("%s can't be replaced (%w): name another file", to, err)
		}
		return nil
	}
	err := os.Link(from, to)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist):
		return &thereError{path: to}
	}
	// A file system without links: what is left of the race is the time between these two lines.
	if _, err := os.Lstat(to); err == nil {
		return &thereError{path: to}
	}
	if err := os.Rename(from, to); err != nil {
		return fmt.Errorf("%s can't be written (%w): name another file", to, err)
	}
	return nil
}

// Path is where a file that somebody named would be.
func Path(path string) (string, error) {
	path = strings.TrimSpace(path)
	switch {
	case path == "":
		return "", errors.New("a file needs a name")
	case strings.HasSuffix(path, "/") || strings.HasSuffix(path, string(filepath.Separator)):
		return "", errors.New("that is a directory: add a file's name")
	case strings.ContainsFunc(path, func(r rune) bool { return !unicode.IsPrint(r) }):
		return "", errors.New("the name holds a character that can't be shown: take it out")
	}
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		path = filepath.Join(xdg.Home, rest)
	}
	whole, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("where %s is can't be found out (%w): name it from the root on", path, err)
	}
	return whole, nil
}

// thereError tells what would be lost.
type thereError struct {
	path string
	at   time.Time
	size int64
}

// Error is a sentence without an end: what to do about it is its screen's to say.
func (e *thereError) Error() string {
	if e.at.IsZero() {
		return e.path + " is there already"
	}
	return fmt.Sprintf("%s is there already, of %s, with %d bytes", e.path, e.at.Format("2 January 2006 15:04"), e.size)
}

// Is makes it known as ErrThere.
func (e *thereError) Is(target error) bool { return target == ErrThere }

// In puts a file that was named without a directory into one.
func In(dir, path string) string {
	if dir == "" || filepath.Base(path) != path {
		return path
	}
	return filepath.Join(dir, path)
}
