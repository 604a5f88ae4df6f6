package views

import (
	"math"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/aex"
	"axdesk/client/lines"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// Usage shows what a line has used, day by day.
type Usage struct {
	probe
	days int // one of ranges, by index
}

// ranges are how many days may be shown.
var ranges = [...]int{7, 30, 90}

// NewUsage makes the screen.
func NewUsage(d *Desk, id string) *Usage { return &Usage{probe: d.newProbe(id), days: 1} }

// Init asks for the usage if there is none, or an old one.
func (s *Usage) Init() tea.Cmd { return s.enter(srcUsage) }

// Update takes answers, refreshes with time, and changes the range.
func (s *Usage) Update(msg tea.Msg) tea.Cmd {
	if cmd, ok := s.took(msg); ok {
		return cmd
	}
	switch m := msg.(type) {
	case woken:
		return s.refresh(false, srcUsage)
	case Tick:
		return s.refresh(true, srcUsage)
	case tea.KeyPressMsg:
		return s.key(m.String())
	}
	return nil
}

func (s *Usage) key(k string) tea.Cmd {
	if s.scroll(k) {
		return nil
	}
	if cmd := s.leads(k, LineUsage); cmd != nil {
		return cmd
	}
	switch s.desk.Keys.Any(k, keys.Back, keys.Refresh, keys.Left, keys.Right, keys.Pin, keys.Raw) {
	case keys.Back:
		return send(BackMsg{})
	case keys.Refresh:
		return s.again(srcUsage)
	case keys.Left:
		s.days = max(0, s.days-1)
	case keys.Right:
		s.days = min(len(ranges)-1, s.days+1)
	case keys.Pin:
		return send(Pin{What: LineUsage, ServiceID: s.of})
	case keys.Raw:
		if raw := s.line().Usage.Value.Raw; len(raw) > 0 {
			return send(ShowRaw{Title: s.title("Usage"), JSON: raw})
		}
	}
	return nil
}

// View draws the days as bars; below paneBelow columns as a pane.
func (s *Usage) View(w, h int) string {
	d, got := s.desk, &s.line().Usage
	s.small = w < paneBelow
	switch {
	case !got.Known && s.busy(askUsage):
		return d.page(d.loading("Asking AEx for the usage", s.pending[askUsage], w), w, h)
	case !got.Known && lines.StateWords(got.Err) != "":
		return d.page(d.empty(lines.StateWords(got.Err), w), w, h)
	case !got.Known && got.Err != nil:
		return d.page(d.failure(got.Err, w), w, h)
	case !got.Known:
		return d.page(d.empty("The usage has not been asked for yet.", w), w, h)
	}
	return s.window(s.lines(w, s.days, func() []string { return d.lastKnown(s.chart(w), got.Err, w) }), w, h)
}

// chart is the whole in lines: the sums, what the numbers mean, and a bar for each day.
func (s *Usage) chart(w int) []string {
	d, th := s.desk, s.desk.Theme
	n := ranges[s.days]
	if s.small {
		n = ranges[0]
	}
	days := lines.LastDays(s.line().Usage.Value.Days, d.Now, n)
	out := s.sums(days, n, w)
	if len(days) == 0 {
		return append(out, d.empty("AEx has recorded no usage for these days.", w)...)
	}
	most := 1.0
	for _, u := range days {
		most = max(most, float64(max(0, u.Downloaded))+float64(max(0, u.Downloaded6)), float64(u.TotalDownloaded))
	}
	if !s.small {
		out = append(out, th.Dim.Render("Totals as given: whether they include IPv6 is not said. "+d.unitsNote()+"."),
			"", parts.Ends(th.Dim.Render("day         downloaded: "+th.Glyphs.Bar+" IPv4  "+th.Glyphs.BarSecond+" IPv6"),
				th.Dim.Render("down        up"), w, th.Glyphs.More))
	}
	for _, u := range days {
		out = append(out, s.row(u, most, w))
	}
	return out
}

func (s *Usage) sums(days []aex.Usage, n, w int) []string {
	th := s.desk.Theme
	down := lines.Sum(days, func(u aex.Usage) int64 { return u.TotalDownloaded })
	up := lines.Sum(days, func(u aex.Usage) int64 { return u.TotalUploaded })
	text := th.Bold.Render(words.Bytes(down)) + " down, " + th.Bold.Render(words.Bytes(up)) + " up in " + strconv.Itoa(n) + " days"
	if len(days) < n {
		text += th.Dim.Render(", " + strconv.Itoa(len(days)) + " recorded")
	}
	if s.small {
		return []string{text}
	}
	var offer []string
	for i, r := range ranges {
		one := th.Dim.Render(strconv.Itoa(r))
		if i == s.days {
			one = th.Selected.Render("[" + strconv.Itoa(r) + "]")
		}
		offer = append(offer, one)
	}
	return []string{parts.Ends(text, strings.Join(offer, " ")+th.Dim.Render(" days"), w, th.Glyphs.More)}
}

// row is a day: its bar, and its totals as they came.
func (s *Usage) row(u aex.Usage, most float64, w int) string {
	th := s.desk.Theme
	name := u.Day
	if t, err := time.Parse(time.DateOnly, u.Day); err == nil {
		name = t.Format("Mon 02 Jan")
	}
	right := parts.FitRight(bytesCell(u.TotalDownloaded), 9, th.Glyphs.More)
	if !s.small {
		right = parts.Columns(right, parts.FitRight(bytesCell(u.TotalUploaded), 9, th.Glyphs.More))
	}
	room := max(0, w-10-parts.Width(right)-4)
	return parts.Cut(parts.Columns(parts.Fit(name, 10, ""), s.bar(u, most, room), right), w, th.Glyphs.More)
}

// bar is a day's download, IPv4 and then IPv6. Where a server tells the total alone, the bar is of that, in outline.
func (s *Usage) bar(u aex.Usage, most float64, w int) string {
	g := s.desk.Theme.Glyphs
	cells := func(n int64) int {
		return max(0, min(w, int(math.Round(float64(max(0, n))/most*float64(w)))))
	}
	four, six := cells(u.Downloaded), cells(u.Downloaded6)
	if u.Downloaded <= 0 && u.Downloaded6 <= 0 {
		return parts.Fit(strings.Repeat(g.BarEmpty, cells(u.TotalDownloaded)), w, "")
	}
	six = min(six, w-four)
	return parts.Fit(strings.Repeat(g.Bar, four)+strings.Repeat(g.BarSecond, six), w, "")
}

// Head is the title, and when the usage was asked.
func (s *Usage) Head() Head {
	h := Head{Title: s.title("Usage")}
	if got := &s.line().Usage; got.Known {
		h.Note = "asked " + words.CoarseAge(s.desk.Now.Sub(got.At))
	}
	return h
}

// Hints are what can be done here.
func (s *Usage) Hints() []keys.Hint {
	return []keys.Hint{
		{Action: keys.Left, Words: "fewer days"},
		{Action: keys.Right, Words: "more days"},
		{Action: keys.Diagnose, Words: "diagnose"},
		{Action: keys.Device, Words: "device"},
		{Action: keys.Radius, Words: "RADIUS"},
		{Action: keys.Pin, Words: "pin"},
		{Action: keys.Refresh, Words: "ask again"},
		{Action: keys.Copy, Words: "copy"},
		{Action: keys.Raw, Words: "the answer"},
		{Action: keys.Back, Words: "back"},
	}
}

// Copies are the days in sight as a table that spreadsheets take.
func (s *Usage) Copies() []Copy {
	if !s.line().Usage.Known {
		return []Copy{{"service id", s.of}}
	}
	out := []string{"day\tdown\tup\tIPv4 down\tIPv4 up\tIPv6 down\tIPv6 up"}
	for _, u := range lines.LastDays(s.line().Usage.Value.Days, s.desk.Now, ranges[s.days]) {
		row := u.Day
		for _, n := range []int64{u.TotalDownloaded, u.TotalUploaded, u.Downloaded, u.Uploaded, u.Downloaded6, u.Uploaded6} {
			row += "\t" + strconv.FormatInt(n, 10)
		}
		out = append(out, row)
	}
	return []Copy{{"days as a table, in bytes", strings.Join(out, "\n")}, {"service id", s.of}}
}

// Pace follows the freshness of the usage.
func (s *Usage) Pace() time.Duration { return s.pace(srcUsage) }
