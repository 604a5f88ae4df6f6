package store

import (
	"context"
	"strings"
	"testing"
	"time"
)

func TestACheckupTellsHowTheStoreIs(t *testing.T) { onBoth(t, testACheckup) }

func testACheckup(t *testing.T, where string) {
	s := open(t, where)
	for seq, state := range []string{"confirmed", "placing"} {
		if err := s.Append(t.Context(), Transition{Scope: "api", Ref: "AX-1", Kind: "port", Seq: seq + 1, State: state, At: noon}); err != nil {
			t.Fatal(err)
		}
	}
	h, err := s.Checkup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if h.Journal != 2 || h.Drafts != 0 || h.Version < 1 {
		t.Errorf("it is found to be %+v", h)
	}
	if !strings.Contains(h.Place, fileName) && !strings.HasPrefix(h.Place, "the PostgreSQL database ") || strings.Contains(h.Place, "postgres://") {
		t.Errorf("the place is %q", h.Place)
	}
	if _, _, ok, err := s.CacheGet(t.Context(), "checkup"); ok || err != nil {
		t.Errorf("the trial was left there: %v, %v", ok, err)
	}
}

func TestACheckupFindsWhatCantBeWritten(t *testing.T) {
	s := open(t, t.TempDir())
	if _, err := s.db.ExecContext(t.Context(), "PRAGMA query_only=1"); err != nil {
		t.Fatal(err)
	}
	_, err := s.Checkup(t.Context())
	mustExplain(t, err, "could not write to the store")
	ctx, cancel := context.WithTimeout(t.Context(), -time.Second)
	defer cancel()
	_, err = s.Checkup(ctx)
	mustExplain(t, err, "it was given up before it was done")
}
