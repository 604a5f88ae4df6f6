package sandbox_test

import (
	"io"
	"strings"
)

func readCloser(text string) io.ReadCloser { return io.NopCloser(strings.NewReader(text)) }
