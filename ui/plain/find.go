package plain

import (
	"context"
	"slices"
	"strings"

	"axdesk/client/aex"
	"axdesk/client/lines"
	"axdesk/client/wire"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// pageSize is how many rows of the list are asked for; the server may give fewer, and pages are counted as answered.
const pageSize = 100

// mostLookups bounds how many rows of a portion are looked up by their ids, where no snapshot has named them.
const mostLookups = portion

// find asks whose line is meant, by the ways that the full screen has: what is known here first, then AEx itself.
func (s *Session) find() error {
	if s.lines == nil {
		s.say("There is no AEx desk: set AXDESK_AEX_URL and AXDESK_AEX_TOKEN and start again.")
		return errMenu
	}
	s.names()
	for {
		s.say("")
		text, err := s.ask(question{
			prompt: s.whose(),
			help: "AEx lists services by their ids alone, so a name is found as far as snapshots and look-ups have told it. What nothing here matches is asked of " +
				"AEx: a customer's e-mail address, a part of an address, or a service id. all lists every line, and looks up the names of the first " + number(mostLookups) + "; status and a word, such as status active, those of a status.",
		})
		if err != nil {
			return err
		}
		if text == "" {
			if err := s.wrong("Type what you know of the line, or all."); err != nil {
				return err
			}
			continue
		}
		id, err := s.match(text)
		switch {
		case err != nil:
			return err
		case id == "":
			continue
		}
		return s.line(id)
	}
}

// whose asks for a line by what can find it now: AEx has no search for names, so that one is found only where it is known here.
func (s *Session) whose() string {
	if n := s.lines.Names(); n > 0 {
		return "Whose line? A part of an address, an e-mail address, a service id, a part of one of the " + parts.Plural(n, "name", "names") + " known here, or all"
	}
	return "Whose line? A part of an address, an e-mail address, a service id, or all. No names are known here yet: all reads the list, and looks names up"
}

// names reads the snapshots that are kept: that costs no call, and gives most rows their names and addresses.
func (s *Session) names() {
	if s.Feed == nil || s.lines.Placed {
		return
	}
	got, err := fetch(s, "Reading the names that are kept", limitStore, func(ctx context.Context) (lines.Stored, error) { return lines.ReadStored(ctx, s.Feed) })
	s.lines.LearnStored(got)
	if err != nil {
		s.say(wire.Sentence(err))
	}
}

// match finds the line that a text means; "" where nothing was chosen, which is said.
func (s *Session) match(text string) (string, error) {
	status, everything := "", strings.EqualFold(text, "all")
	if word, ok := strings.CutPrefix(strings.ToLower(text), "status "); ok {
		status, everything = strings.TrimSpace(text[len(text)-len(word):]), true
		if len(s.lines.Statuses) == 0 { // they are written as AEx writes them, so some have to be seen first
			if err := s.pageOf("", s.lines.List("")); err != nil {
				return "", err
			}
		}
		if at := slices.IndexFunc(s.lines.Statuses, func(one string) bool { return strings.EqualFold(one, status) }); at >= 0 {
			status = s.lines.Statuses[at]
		}
	}
	if lines.LooksLikeID(text) {
		return s.seek(text, s.lines.List("")) // it names one line, so that no list has to be read for it
	}
	if strings.Contains(text, "@") && !strings.Contains(text, " ") {
		if known, err := s.customer(text); err != nil || !known {
			return "", err
		}
	}
	list, err := s.all(status)
	if err != nil {
		return "", err
	}
	var rows []aex.Service
	for _, r := range list.Rows {
		if everything || holds(s.lines.Text(r), text) {
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 && !everything {
		if note := s.nameless(list); note != "" {
			s.say(note)
		}
		return s.seek(text, list)
	}
	if len(rows) == 1 && (strings.EqualFold(rows[0].Reference, text) || s.nameless(list) == "") {
		return rows[0].ID, nil
	}
	return s.pick(rows, list)
}

// nameless says how many rows of a list have neither name nor address yet, so that any of them may be the one that is meant; "" for none.
func (s *Session) nameless(list *lines.List) string {
	n := 0
	for _, r := range list.Rows {
		if s.lines.Unnamed(r) {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return "Of " + number(n) + " of all lines neither name nor address has been looked up yet: they may match too."
}

// customer asks AEx for an e-mail address before any list is read for it. It is false where nobody has it, which is said.
func (s *Session) customer(email string) (bool, error) {
	got, err := fetch(s, "Asking AEx for the customer", limitRead, func(ctx context.Context) (lines.Sought, error) { return lines.Seek(ctx, s.AEX, email) })
	switch {
	case s.ctx.Err() != nil:
		return false, errQuit
	case err == nil && len(got.Customers) == 0:
		return false, s.wrong(lines.Unfound(email, nil))
	}
	return true, nil // the rows of the list tell which lines are theirs
}

// holds tells whether a text has all the words of another.
func holds(hay, text string) bool {
	hay = strings.ToLower(hay)
	return !slices.ContainsFunc(strings.Fields(strings.ToLower(text)), func(w string) bool { return !strings.Contains(hay, w) })
}

// mostPages bounds how far a list is paged through.
const mostPages = 1000

// all pages through the services of a status.
func (s *Session) all(status string) (*lines.List, error) {
	list := s.lines.List(status)
	for page := 0; !list.Whole && page < mostPages; page++ {
		if err := s.pageOf(status, list); err != nil {
			return list, err
		}
	}
	return list, nil
}

// pageOf asks for the next page of a list.
func (s *Session) pageOf(status string, list *lines.List) error {
	got, err := must(s, "Asking AEx for the services", func(ctx context.Context) (aex.Page[aex.Service], error) {
		return s.AEX.Services(ctx, status, list.Pages+1, pageSize)
	})
	if err != nil {
		return err
	}
	list.Take(got)
	for _, r := range got.Items {
		s.lines.Seen(r.Status)
	}
	return nil
}

// pick has one of several lines chosen.
func (s *Session) pick(rows []aex.Service, list *lines.List) (string, error) {
	if len(rows) == 0 {
		s.say("AEx has no services of that status. Those seen so far: " + strings.Join(s.lines.Statuses, ", ") + ".")
		return "", nil
	}
	s.lookUp(rows[:min(len(rows), mostLookups)])
	items := make([]item, len(rows))
	for i, r := range rows {
		items[i] = item{text: s.row(r), names: []string{r.ID, r.Reference}}
	}
	note := strings.TrimSpace(shown(len(list.Rows), list.Total) + " " + s.nameless(list))
	chosen := -1
	if len(rows) == 1 {
		chosen = 0
	}
	at, err := s.choose(choosing{
		title: "Lines, " + of(len(rows), len(list.Rows)) + ", asked " + words.CoarseAge(s.Now().Sub(list.At)) + ":", items: items, chosen: chosen, note: note,
		help: "Choose the line: its card, device, light, logins and usage follow, and what is most likely wrong.",
	})
	if err != nil {
		return "", err
	}
	return rows[at].ID, nil
}

// row is a line in words. What isn't known yet stands as its id.
func (s *Session) row(r aex.Service) string {
	l := s.lines
	name := l.Name(r)
	if name == "" {
		name = "customer " + wire.Short(r.CustomerID)
	}
	where := l.Address(r.ID)
	if where == "" {
		where = "service " + r.ID
	}
	return name + ", " + where + ", " + l.Product(r) + ", " + r.Status
}

// lookUp asks for rows that have neither name nor address.
func (s *Session) lookUp(rows []aex.Service) {
	rows = slices.DeleteFunc(slices.Clone(rows), func(r aex.Service) bool {
		line := s.lines.Line(r.ID)
		return line.Snapshot != nil || line.Service.Known || line.Service.Err != nil
	})
	if len(rows) == 0 {
		return
	}
	got, _ := fetch(s, "Looking up the names of these lines", limitRead, func(ctx context.Context) ([]lines.Lookup, error) {
		out := make([]lines.Lookup, 0, len(rows))
		for _, r := range rows {
			if ctx.Err() != nil {
				break
			}
			out = append(out, lines.LookUp(ctx, s.AEX, r))
		}
		return out, nil
	})
	for _, one := range got {
		s.lines.LookedUp(one, s.Now())
	}
}

// seek asks AEx for what nothing here matches.
func (s *Session) seek(text string, list *lines.List) (string, error) {
	got, err := fetch(s, "Nothing that is known here matches. Asking AEx", limitRead, func(ctx context.Context) (lines.Sought, error) {
		return lines.Seek(ctx, s.AEX, text)
	})
	switch {
	case s.ctx.Err() != nil:
		return "", errQuit
	case got.Service.ID != "":
		s.lines.Line(got.Service.ID).Service.Take(got.Service, nil, s.Now())
		return got.Service.ID, nil
	case len(got.Customers)+len(got.Premises) == 0:
		says := lines.Unfound(text, err)
		if err == nil && s.lines.Names() == 0 {
			says += " all reads the list, and looks up names, which are known here from then on."
		}
		return "", s.wrong(says)
	}
	theirs := s.lines.Join("", got, s.Now())
	switch len(theirs) {
	case 0:
		return "", s.wrong(s.lines.NoneOf("", got))
	case 1:
		if s.nameless(list) == "" {
			return theirs[0], nil
		}
	}
	rows := slices.DeleteFunc(slices.Clone(list.Rows), func(r aex.Service) bool { return !slices.Contains(theirs, r.ID) })
	return s.pick(rows, list)
}
