package wire

import (
	"context"
	"errors"
)

// Sentence is an error in words. Errors of this package are sentences already; a cancelled question says nothing.
func Sentence(err error) string {
	var w *Error
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return ""
	case errors.As(err, &w):
		return w.Error()
	}
	return Clean(err.Error())
}
