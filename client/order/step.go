package order

// Step is one question of the walk, or a place where it rests.
type Step int

// The steps, in order. StepPortOptions to StepPortReady are skipped when an existing port is used.
const (
	StepCompany Step = iota
	StepLocation
	StepResource
	StepPortOptions
	StepPortSummary
	StepPortTerms
	StepPortReady
	StepProvider
	StepCandidate
	StepBandwidth
	StepOptions
	StepSummary
	StepTerms
	StepProvisioning
)

var titles = [...]string{
	"Company", "Location", "Port", "Port options", "Port summary", "Port terms", "Port ready",
	"Destination", "Candidate", "Bandwidth", "Options", "Summary", "Terms", "Provisioning",
}

// Title is the step's name on screen; "" for a number that is no step.
func (s Step) Title() string {
	if s < 0 || int(s) >= len(titles) {
		return ""
	}
	return titles[s]
}

// Progress is how a step stands.
type Progress int

// States of a step.
const (
	Ahead     Progress = iota // not answered yet
	Here                      // where the walk is
	Done                      // answered, and the answer holds
	Unchecked                 // answered, but what would confirm it isn't known yet
	Lost                      // was answered, and the answer no longer holds
	Skipped                   // not needed on this walk
)

// StepState is one step as a progress line shows it.
type StepState struct {
	Step  Step
	State Progress
	Why   string // of Lost and Unchecked: a sentence
}

// Loss is an answer that no longer holds.
type Loss struct {
	Step Step
	Why  string // a sentence with what to do
}

// Change is what one new answer or fact did to the others.
type Change struct {
	Kept      []Step // later answers that still hold
	Lost      []Loss
	Unchecked []Loss // kept, but to be confirmed by something that isn't known yet
	Notes     []Loss // what a person should know although nothing was lost, such as a price that changed
}

// Sentences are what there is to say about a change, losses first.
func (c Change) Sentences() []string {
	var out []string
	for _, part := range [][]Loss{c.Lost, c.Notes, c.Unchecked} {
		for _, l := range part {
			out = append(out, l.Why)
		}
	}
	return out
}

func (c *Change) note(s Step, why string) { c.Notes = append(c.Notes, Loss{s, why}) }

// loses tells whether the change lost the answer of a step.
func (c *Change) loses(s Step) bool {
	for _, l := range c.Lost {
		if l.Step == s {
			return true
		}
	}
	return false
}
