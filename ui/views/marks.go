package views

import (
	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/theme"
	"axdesk/ui/words"
)

// Look is how a state of the API is drawn, and its word.
type Look struct {
	Mark theme.Mark
	Word string
}

// Marks are the looks of all states, for the legend in help.
func Marks() []Look {
	return []Look{
		{theme.MarkReady, "ready"},
		{theme.MarkBusy, "in progress"},
		{theme.MarkScheduled, "scheduled"},
		{theme.MarkHolding, "holding, needs somebody"},
		{theme.MarkFailed, "failed"},
		{theme.MarkUnknown, "unknown"},
		{theme.MarkGone, words.Removed},
	}
}

// hopLook is how one hop's state is drawn; its words are the document's.
func hopLook(h axon.Hop) Look {
	state, words := axon.HopState(h)
	return Look{stateMark(state), words}
}

func stateMark(s axon.State) theme.Mark {
	switch s {
	case axon.StateReady:
		return theme.MarkReady
	case axon.StateRemoved:
		return theme.MarkGone
	case axon.StateScheduled:
		return theme.MarkScheduled
	case axon.StateUpdating, axon.StateRemoving:
		return theme.MarkBusy
	case axon.StateHolding, axon.StateManual, axon.StateRetrying:
		return theme.MarkHolding
	case axon.StateFailed:
		return theme.MarkFailed
	}
	return theme.MarkUnknown
}

func overallLook(o axon.Overall) Look {
	marks := map[axon.Overall]theme.Mark{
		axon.OverallReady: theme.MarkReady, axon.OverallRemoved: theme.MarkGone, axon.OverallWorking: theme.MarkBusy,
		axon.OverallWaiting: theme.MarkHolding, axon.OverallRetrying: theme.MarkHolding, axon.OverallFailed: theme.MarkFailed,
	}
	mark, known := marks[o]
	if !known {
		mark = theme.MarkUnknown
	}
	return Look{mark, words.Overall(o)}
}

// OverallWords draws how a watched service stands.
func OverallWords(d *Desk, w *order.Watched) string {
	if w.Polled.IsZero() && w.Err == nil {
		return d.Theme.Say(theme.MarkScheduled, words.Standing(w))
	}
	l := watchLook(w)
	return d.Theme.Say(l.Mark, l.Word)
}

// watchLook is how a watched service stands, in the words of what is waited for.
func watchLook(w *order.Watched) Look {
	l := overallLook(w.Overall)
	if !w.Polled.IsZero() || w.Err != nil {
		l.Word = words.Standing(w)
	}
	return l
}
