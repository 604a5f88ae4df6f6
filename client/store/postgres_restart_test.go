package store

import (
	"errors"
	"testing"

	"axdesk/client/store/pgtest"
)

// TestAServerThatGoesAndComesBack has it end in the middle of everything: what was written is there, what was held is
// settled, and all works again.
func TestAServerThatGoesAndComesBack(t *testing.T) {
	for name, end := range map[string]func(s *pgtest.Server) error{
		"killed":  func(s *pgtest.Server) error { return s.Kill() },
		"stopped": func(s *pgtest.Server) error { s.Down(); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := pgtest.Start(t)
			where := server.URL(t)
			a, b := open(t, where), open(t, where)
			release := hold(t, a, "lane")
			first, err := a.Next(t.Context(), "lane", noon)
			if err != nil {
				t.Fatal(err)
			}
			defer claim(t, a, "AX-7F3K2")()
			add(t, a, sample())
			if err := end(server); err != nil {
				t.Fatal(err)
			}
			goneIsExplained(t, a)
			if err := server.Up(); err != nil {
				t.Fatal(err)
			}

			_, err = a.Next(t.Context(), "lane", noon)
			mustExplain(t, err, "was lost")
			release()
			defer hold(t, b, "lane")()
			if second, err := b.Next(t.Context(), "lane", noon); err != nil || second <= first {
				t.Errorf("%s after %s, %v", second, first, err)
			}
			for _, s := range []*Store{a, b} {
				// What was idle a moment ago fails once each; then all connections are new.
				until(t, "the store works again", func() bool { _, err := s.Journal(t.Context(), "api", 1); return err == nil })
			}
			key := lockKey("claim", "api\nAX-7F3K2")
			until(t, "the claim is taken anew", func() bool { return held(t, b, key) == 1 })
			next := sample()
			next.Seq, next.State = 2, "placed"
			add(t, a, next)
			if err := b.Append(t.Context(), next); !errors.Is(err, ErrMoved) {
				t.Errorf("the same step twice: %v", err)
			}
			list, err := b.Timeline(t.Context(), next.Scope, next.Ref, next.Kind)
			if err != nil || len(list) != 2 {
				t.Errorf("%d rows of 2 are left, %v", len(list), err)
			}
		})
	}
}

// goneIsExplained has everything asked of a server that isn't there.
func goneIsExplained(t *testing.T, s *Store) {
	t.Helper()
	tell := func(err error) {
		t.Helper()
		var e *Error
		if !errors.As(err, &e) {
			t.Fatalf("got %v, want *Error", err)
		}
		want := "was lost"
		if e.Means == s.named()+" can't be reached" {
			want = "can't be reached"
		}
		mustExplain(t, err, want)
	}
	_, err := s.Next(t.Context(), "lane", noon)
	tell(err)
	_, err = s.Next(t.Context(), "another", noon)
	tell(err)
	_, err = s.Hold(t.Context(), "another")
	tell(err)
	_, _, err = s.Claim(t.Context(), "api", "AX-2")
	tell(err)
	tell(s.Append(t.Context(), sample()))
	tell(s.KeepAudit(t.Context(), entry(1)))
	_, err = s.Lease(t.Context(), "poll", "a", soon)
	tell(err)
	_, err = s.Enter(t.Context(), "gate", every, noon)
	tell(err)
	_, err = s.Journal(t.Context(), "api", 1)
	tell(err)
}
