package ui_test

import (
	"flag"
	"os"
	"runtime"
	"strconv"
	"testing"
)

// TestMain lets more journeys run at once than there are processors: they wait far more than they work, for a keyboard
// to rest, for a retry, for the next poll. Who asks for another number with -parallel gets it.
func TestMain(m *testing.M) {
	flag.Parse()
	const atOnce = 12
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "test.parallel" })
	if !asked {
		if err := flag.Set("test.parallel", strconv.Itoa(max(atOnce, runtime.GOMAXPROCS(0)))); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
