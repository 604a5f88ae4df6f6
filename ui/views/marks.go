package views

import (
	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/theme"
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
		{theme.MarkGone, wordRemoved},
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
	switch o {
	case axon.OverallReady:
		return Look{theme.MarkReady, "ready for service"}
	case axon.OverallRemoved:
		return Look{theme.MarkGone, wordRemoved}
	case axon.OverallWorking:
		return Look{theme.MarkBusy, "provisioning"}
	case axon.OverallWaiting:
		return Look{theme.MarkHolding, "waiting for a person or a provider"}
	case axon.OverallRetrying:
		return Look{theme.MarkHolding, "retrying after a failure"}
	case axon.OverallFailed:
		return Look{theme.MarkFailed, "failed"}
	}
	return Look{theme.MarkUnknown, "state not known yet"}
}

// OverallWords draws how a watched service stands.
func OverallWords(d *Desk, w *order.Watched) string {
	if w.Polled.IsZero() && w.Err == nil {
		return d.Theme.Say(theme.MarkScheduled, "asked for, no answer yet")
	}
	l := watchLook(w)
	return d.Theme.Say(l.Mark, l.Word)
}

// watchLook is how a watched service stands, in the words of what is waited for.
func watchLook(w *order.Watched) Look {
	l := overallLook(w.Overall)
	switch {
	case w.Goal == order.GoalRemoved && w.Overall == axon.OverallWorking:
		l.Word = "being removed"
	case w.Goal == order.GoalRemoved && w.Overall == axon.OverallFailed:
		l.Word = "not removed: the removal has given up"
	case w.Goal == order.GoalChanged && w.Overall == axon.OverallWorking:
		l.Word = "being changed"
	}
	return l
}
