package views

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/access"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// Requests lists what was asked of the APIs lately, the newest first: what was sent, and what an answer to another did for. It waits
// for news in a command, and shows times of day, so that nothing is written while nothing happens.
type Requests struct {
	asker
	desk *Desk
	list parts.List[wire.Record]
	came bool
	seen int // of the log's records
}

// OpenRequest asks the root for one request.
type OpenRequest struct{ Of wire.Record }

// askedLately is what the log held when there was news.
type askedLately struct {
	seen int
	rows []wire.Record
}

const (
	askRequests = "requests"
	// limitRequests ends a wait for news, so that none outlives a session for long; it is begun again at once.
	limitRequests = 10 * time.Minute
)

// RequestsOff says why the requests can't be seen from here; "" when they can.
func (d *Desk) RequestsOff() string {
	switch {
	case d.Requests == nil:
		return "none are kept"
	case !d.Pen.Local():
		return "they are no guest's to see"
	}
	return ""
}

// NewRequests makes the screen.
func NewRequests(d *Desk) *Requests {
	s := &Requests{asker: d.newAsker(), desk: d}
	s.list = parts.List[wire.Record]{
		Row: s.row,
		Text: func(r wire.Record) string {
			return strings.Join([]string{r.API, r.Method, r.Path, statusWord(r), r.Op, r.Err, howWord(r), r.At.Format(time.TimeOnly)}, " ")
		},
		Key:   func(r wire.Record) string { return strconv.Itoa(r.ID) },
		Exact: true,
	}
	return s
}

// Init waits for news: what there is already is the first.
func (s *Requests) Init() tea.Cmd {
	if s.desk.RequestsOff() != "" || s.busy(askRequests) {
		return nil
	}
	log, seen, who := s.desk.Requests, s.seen, s.desk.Person
	return ask(&s.asker, askRequests, limitRequests, func(ctx context.Context) (askedLately, error) {
		now, err := log.Wait(ctx, seen)
		if err != nil {
			return askedLately{}, err
		}
		return askedLately{now, ownRequests(log.Snapshot(), who)}, nil
	})
}

// ownRequests are those that somebody may see, the newest first: over SSH one's own session's, and all for a supervisor.
func ownRequests(all []wire.Record, who access.Person) []wire.Record {
	if !who.Local() && !who.MayAudit() {
		all = slices.DeleteFunc(all, func(r wire.Record) bool { return r.By != who.Session })
	}
	slices.Reverse(all)
	return all
}

// Update takes news, moves, and opens.
func (s *Requests) Update(msg tea.Msg) tea.Cmd {
	if m, ok := msg.(Answer[askedLately]); ok {
		if !fresh(&s.asker, askRequests, m) {
			return nil
		}
		if m.Err == nil {
			top := s.atTop()
			s.came, s.seen = true, m.Value.seen
			s.list.Set(m.Value.rows)
			if top && len(m.Value.rows) > 0 {
				// Whoever looks at the newest goes on doing so.
				s.list.SelectKey(strconv.Itoa(m.Value.rows[0].ID))
			}
		}
		return s.Init()
	}
	cmd, used := s.list.Update(msg, s.desk.Keys)
	m, isKey := msg.(tea.KeyPressMsg)
	if used || !isKey {
		return cmd
	}
	switch s.desk.Keys.Any(m.String(), keys.Choose, keys.Back) {
	case keys.Choose:
		if r, ok := s.list.Current(); ok {
			return send(OpenRequest{r})
		}
	case keys.Back:
		return send(BackMsg{})
	}
	return nil
}

func (s *Requests) atTop() bool {
	at, _, _ := s.list.Position()
	return at <= 1 && s.list.Filtered() == ""
}

// Columns of the list, in cells. Below wideRequests columns the API and the answer's size give way to the path.
const (
	whenCells, apiCells, methodCells, statusCells, tookCells, sizeCells, howCells = 8, 4, 6, 9, 7, 8, 6

	wideRequests = 100
)

// columns lays out one line of the list in w cells.
func (s *Requests) columns(w int, when, api, method, path, status, took, size, how string) string {
	more := s.desk.Theme.Glyphs.More
	head, rest := []string{parts.Fit(when, whenCells, more)}, []string{parts.Fit(status, statusCells, more), parts.FitRight(took, tookCells, more)}
	if w >= wideRequests {
		head, rest = append(head, parts.Fit(api, apiCells, more)), append(rest, parts.FitRight(size, sizeCells, more))
	}
	left := parts.Columns(append(head, parts.Fit(method, methodCells, more))...)
	right := parts.Columns(append(rest, parts.Fit(how, howCells, more))...)
	room := max(8, w-parts.Width(left)-parts.Width(right)-4)
	return parts.Columns(left, parts.Fit(path, room, more), right)
}

// guid is drawn short in the list: eight characters tell two apart.
var guid = regexp.MustCompile(`[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}`)

func (s *Requests) row(r wire.Record, w int, selected bool) string {
	th := s.desk.Theme
	path := guid.ReplaceAllStringFunc(r.Short, func(id string) string { return wire.Short(id) + th.Glyphs.Ellipsis })
	if selected {
		path = th.Selected.Render(path)
	}
	return s.columns(w, th.Dim.Render(s.clock(r.At)), r.API, r.Method, path, th.Say(requestMark(r), statusWord(r)), tookWord(r.Took), bodyWord(r), th.Dim.Render(howWord(r)))
}

// clock is a time of day on this terminal's clock.
func (s *Requests) clock(t time.Time) string {
	return t.In(s.desk.Now.Location()).Format(time.TimeOnly)
}

// statusWord is what came: the status, or that nothing did.
func statusWord(r wire.Record) string {
	switch {
	case r.Status != 0:
		return strconv.Itoa(r.Status)
	case r.Kind != 0:
		return r.Kind.String()
	}
	return "no answer"
}

func requestMark(r wire.Record) theme.Mark {
	switch {
	case r.Kind == wire.KindCancelled:
		return theme.MarkUnknown
	case r.Err != "":
		return theme.MarkFailed
	}
	return theme.MarkReady
}

// howWord is how the answer was had: sent, at which try, or in which other way.
func howWord(r wire.Record) string {
	switch {
	case r.How == wire.Joined:
		return "joined"
	case r.How == wire.Kept:
		return "kept"
	case r.How == wire.Elsewhere:
		return "host"
	case r.Attempt > 1:
		return "try " + strconv.Itoa(r.Attempt)
	case r.Background:
		return "poll"
	}
	return "sent"
}

// howWords tell it in a sentence.
func howWords(r wire.Record) string {
	text := map[wire.How]string{
		wire.Sent: "sent", wire.Joined: "joined: the same was under way, and its answer did for both", wire.Kept: "not sent: an answer that had come lately did for this poll",
		wire.Elsewhere: "not sent: another host had asked",
	}[r.How]
	if r.Attempt > 1 {
		text += ", at try " + strconv.Itoa(r.Attempt)
	}
	if r.Background {
		text += "; a poll, behind what people wait for"
	}
	return text
}

func tookWord(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return "<1 ms"
	case d < 10*time.Second:
		return strconv.FormatInt(d.Milliseconds(), 10) + " ms"
	}
	return strconv.FormatInt(int64(d.Seconds()), 10) + " s"
}

func bodyWord(r wire.Record) string {
	if r.Status == 0 {
		return ""
	}
	return words.Bytes(int64(r.Bytes))
}

// View draws the list.
func (s *Requests) View(w, h int) string {
	d := s.desk
	switch why := d.RequestsOff(); {
	case why != "":
		return d.page(d.empty("The requests aren't shown: "+why+".", w), w, h)
	case s.list.Len() == 0:
		return d.page(d.empty("Nothing was asked of the APIs from here yet.", w), w, h)
	}
	title := "  " + s.columns(w-2, "at", "API", "", "path", "  status", "took", "answer", "")
	return strings.Join(append([]string{parts.Cut(d.Theme.Dim.Render(title), w, d.Theme.Glyphs.More)}, s.list.View(w, max(1, h-1), d.Theme)...), "\n")
}

// Head is the title and where the highlight is.
func (s *Requests) Head() Head {
	h := Head{Title: "Requests"}
	if at, shown, all := s.list.Position(); all > 0 {
		h.Note = words.Counted(at, shown, all, all) + ", the last " + strconv.Itoa(wire.LogKept) + " are kept"
	}
	return h
}

// Hints are what can be done here.
func (s *Requests) Hints() []keys.Hint {
	none := ""
	if _, ok := s.list.Current(); !ok {
		none = "nothing is highlighted"
	}
	return s.list.Hints([]keys.Hint{
		{Action: keys.Choose, Words: "open", Off: none},
		{Action: keys.Filter, Words: "filter"},
		{Action: keys.Copy, Words: "copy", Off: none},
		{Action: keys.Export, Words: "export", Off: none},
		{Action: keys.Back, Words: "back"},
	})
}

// Copies are the highlighted request as a command, and its path.
func (s *Requests) Copies() []Copy {
	r, ok := s.list.Current()
	if !ok {
		return nil
	}
	return some(Copy{"curl command", curlOf(r)}, Copy{"path", r.Path}, Copy{"error", r.Err})
}

// Exports are the requests, as filtered, and the highlighted one as a command.
func (s *Requests) Exports() []Export {
	out := []Export{listed("requests", s.list.Found(), func(r wire.Record) cells {
		var status any
		if r.Status != 0 {
			status = r.Status
		}
		return cells{
			{"at", r.At},
			{"api", r.API},
			{"method", r.Method},
			{"path", r.Path},
			{"operation", r.Op},
			{"status", status},
			{"took_ms", r.Took.Milliseconds()},
			{"waited_ms", r.Waited.Milliseconds()},
			{"bytes", r.Bytes},
			{"how", howWord(r)},
			{"try", r.Attempt},
			{"poll", r.Background},
			{"session", r.By},
			{"error", r.Err},
		}
	})}
	if r, ok := s.list.Current(); ok {
		if c := curlOf(r); c != "" {
			out = append(out, asked("this request", c))
		}
	}
	return out
}

// Typing tells whether the filter is open.
func (s *Requests) Typing() bool { return s.list.Typing() }

// Pace is 0: it changes when there is news.
func (s *Requests) Pace() time.Duration { return 0 }
