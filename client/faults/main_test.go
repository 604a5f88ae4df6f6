package faults

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"testing"

	"axdesk/client/store/pgtest"
)

// jobVariable makes the test binary a program of its own, which does one job and ends: one that can be killed.
const jobVariable = "AXDESK_FAULTS_TEST_JOB"

func TestMain(m *testing.M) {
	log.SetOutput(io.Discard) // net/http tells there of answers that nobody asked for, which are faults at work
	job, ok := os.LookupEnv(jobVariable)
	if !ok {
		// They wait for time limits and for a person's pauses more than they work.
		flag.Parse()
		if err := flag.Set("test.parallel", "12"); err != nil {
			panic(err)
		}
		code := pgtest.Run(m)
		forgetBuilt()
		os.Exit(code)
	}
	if err := work(context.Background(), job); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}
