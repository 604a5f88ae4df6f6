package faults

import (
	"io"
	"log"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	log.SetOutput(io.Discard) // net/http tells there of answers that nobody asked for, which are faults at work
	os.Exit(m.Run())
}
