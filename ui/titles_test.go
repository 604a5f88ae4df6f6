package ui_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// titleRow is a row of ARCHITECTURE.md's table: titles, the file that draws them, and what belongs to it.
var titleRow = regexp.MustCompile(`(?m)^\| ([^|]+) \| (ui/[a-z_/]+\.go) \| ([^|]*) ?\|$`)

// TestATitleLeadsToItsCode holds ARCHITECTURE.md's table against the code: each screen's title is in the row of its file.
func TestATitleLeadsToItsCode(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	told, belongs := map[string]string{}, regexp.MustCompile(`[a-z_/]+\.go`)
	for _, row := range titleRow.FindAllStringSubmatch(string(text), -1) {
		told[row[2]] += ", " + row[1]
		for _, file := range append(belongs.FindAllString(row[3], -1), row[2]) {
			if !strings.Contains(file, "/") {
				file = filepath.Join(filepath.Dir(row[2]), file)
			}
			if _, err := os.Stat(filepath.Join("..", file)); err != nil { //nolint:gosec // a path that the house's page names
				t.Errorf("ARCHITECTURE.md sends who looks for %s to %s: %v", row[1], file, err)
			}
		}
	}
	titles := 0
	for _, dir := range []string{".", "views"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			named := filepath.ToSlash(filepath.Join("ui", file))
			for _, title := range titlesIn(t, file) {
				titles++
				if !strings.Contains(told[named]+",", ", "+title) {
					t.Errorf("%s draws a screen called %q, which its row of ARCHITECTURE.md's table of titles doesn't name: %q", named, title, told[named])
				}
			}
		}
	}
	if titles < 30 {
		t.Errorf("only %d titles are found in the code", titles)
	}
}

// titlesIn are the titles that a file's Head methods give, as far as they stand there in so many words: notes begin with a small letter.
func titlesIn(t *testing.T, path string) (titles []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(path, "_test.go") {
		return nil
	}
	for _, d := range file.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Name.Name != "Head" || fn.Recv == nil {
			continue
		}
		ast.Inspect(fn, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil && text != "" && unicode.IsUpper([]rune(text)[0]) {
					titles = append(titles, strings.TrimSpace(text))
				}
			}
			return true
		})
	}
	return titles
}
