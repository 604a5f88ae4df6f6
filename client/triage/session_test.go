package triage_test

import (
	"testing"
	"time"

	"axdesk/client/aex"
	"axdesk/client/triage"
)

const fresh = 20 * time.Minute

func TestOnlineIsNotAcceptedAndNotStale(t *testing.T) {
	for _, tc := range []struct {
		name     string
		sessions []aex.Session
		want     triage.SessionState
	}{
		{"never", nil, triage.Never},
		{"fresh", one(open(3*time.Hour, time.Minute, 1)), triage.Online},
		{"fresh to the second", one(open(3*time.Hour, fresh, 1)), triage.Online},
		{"stale by a second", one(open(3*time.Hour, fresh+time.Second, 1)), triage.Stale},
		{"just started, no update yet", one(aex.Session{Start: ago(time.Minute)}), triage.Online},
		{"no date at all", one(aex.Session{ID: "x"}), triage.Undated},
		{"ahead of the clock", one(open(time.Hour, -time.Hour, 1)), triage.Undated},
		{"a clock that is a little ahead", one(open(time.Hour, -triage.SkewAllowed, 1)), triage.Online},
		{"closed", one(closed("a", "1", time.Hour)), triage.Closed},
		{"an old row left open, a newer one closed", one(open(72*time.Hour, 48*time.Hour, 1), closed("a", "1", time.Hour)), triage.Closed},
		{"closed, and a newer one open", one(closed("a", "1", time.Hour), open(30*time.Minute, time.Minute, 1)), triage.Online},
		{"closed, and a newer one stale", one(closed("a", "1", 9*time.Hour), open(8*time.Hour, 5*time.Hour, 1)), triage.Stale},
	} {
		r := aex.Radius{Sessions: tc.sessions, Attempts: []aex.Attempt{reply("Access-Accept", time.Minute)}}
		if got := triage.Session(r, now, fresh); got.State != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got.State, tc.want)
		}
	}
}

func TestFlapping(t *testing.T) {
	lost := func(ages ...time.Duration) []aex.Session {
		var s []aex.Session
		for i, age := range ages {
			s = append(s, closed(string(rune('a'+i)), []string{"Lost-Carrier", "LOST CARRIER", "2"}[i%3], age))
		}
		return s
	}
	for _, tc := range []struct {
		name     string
		sessions []aex.Session
		hour     int
		flapping bool
	}{
		{"three within an hour", lost(10*time.Minute, 30*time.Minute, 70*time.Minute), 3, true},
		{"three in more than an hour", lost(10*time.Minute, 30*time.Minute, 71*time.Minute), 2, false},
		{"two", lost(time.Minute, 2*time.Minute), 2, false},
		{"three, but hours ago", lost(3*time.Hour, 190*time.Minute, 200*time.Minute), 3, false},
		{"the same stop in three rows", one(closed("a", "2", time.Minute), closed("a", "2", time.Minute), closed("a", "2", time.Minute)), 1, false},
		{"another cause", one(closed("a", "1", time.Minute), closed("b", "1", 2*time.Minute), closed("c", "1", 3*time.Minute)), 0, false},
		{"yesterday's", lost(25*time.Hour, 26*time.Hour, 27*time.Hour), 0, false},
	} {
		got := triage.Session(aex.Radius{Sessions: tc.sessions}, now, fresh)
		if got.DropsHour != tc.hour || got.Flapping != tc.flapping {
			t.Errorf("%s: %d in an hour, flapping %t", tc.name, got.DropsHour, got.Flapping)
		}
	}
}

func TestLastReplyIsTheLatestWhateverTheOrder(t *testing.T) {
	r := aex.Radius{Attempts: []aex.Attempt{
		reply("Access-Accept", time.Hour), reply("Access-Reject", time.Minute), reply("Access-Reject", 30*time.Hour), {Reply: "Access-Accept"},
	}}
	got := triage.Session(r, now, fresh)
	if got.Reply != triage.Reject || !got.LastReplyAt.Equal(ago(time.Minute)) || got.Rejects24h != 1 {
		t.Errorf("%+v", got)
	}
	for text, want := range map[string]triage.Reply{
		"ACCESS_ACCEPT": triage.Accept, "accepted": triage.Accept, "Login denied": triage.Reject, "not accepted": triage.Reject,
		"Access-Challenge": triage.OtherReply, " ": triage.NoReply,
	} {
		if got := triage.Session(aex.Radius{Attempts: []aex.Attempt{{Reply: text}}}, now, fresh); got.Reply != want {
			t.Errorf("%q: %d, want %d", text, got.Reply, want)
		}
	}
}

func TestLastStopAndItsCause(t *testing.T) {
	s := triage.Session(*radius(one(closed("a", "1", 9*time.Hour), closed("b", "lost carrier", time.Hour), closed("c", "6", 30*time.Hour))), now, fresh)
	if s.Cause != "Lost-Carrier" || !s.LastStop.Equal(ago(time.Hour)) || s.Drops24h != 2 || s.CauseMeans != "the line went down" {
		t.Errorf("%+v", s)
	}
}
