package ui

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/access"
	"axdesk/client/export"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui/parts"
	"axdesk/ui/views"
)

// handOver is where one says what of a screen is taken away, in which form, and where to.
type handOver struct {
	model   *Model
	list    []views.Export
	form    parts.Form
	what    string // that the fields are for
	as      string
	dir     string // where a file without a directory goes; "" until that is known
	looked  bool   // for that directory
	typed   bool   // the file's name is a person's own
	busy    bool
	stop    context.CancelFunc // of what is being written
	failed  string             // why it wasn't
	replace string             // the path that is there already, and that the next press replaces, once the keyboard has rested
	rested  bool               // it has, since replace was offered
	rests   int                // counts the waits for that: an earlier one's end says nothing
}

const (
	fieldWhat = "what"
	fieldAs   = "as"
	fieldTo   = "to"
	fieldFile = "file"

	toClipboard = "the clipboard"
	toFile      = "a file"

	// limitExport is how long a file may take to be written, on a slow disk of a network.
	limitExport = 30 * time.Second
)

type (
	// proposed is the directory that a file is proposed in.
	proposed struct {
		of  *handOver
		dir string
	}
	// restedFor says that no key came since a wait began.
	restedFor struct {
		of *handOver
		n  int
	}
	// handed is what came of writing a file.
	handed struct {
		of   *handOver
		path string
		text []byte
		rows int
		err  error
	}
)

// takeAway opens what may be taken away from the screen in front.
func (m *Model) takeAway() tea.Cmd {
	list := m.exports()
	if len(list) == 0 {
		m.say("There is no list and no detail to export here yet. "+m.label(keys.Copy)+" copies what there is.", false)
		return nil
	}
	return m.open(newHandOver(m, list))
}

// exports are what may be taken away from the screen in front: nothing of a list that is empty.
func (m *Model) exports() []views.Export {
	s, ok := m.shown().(views.Exporter)
	if !ok {
		return nil
	}
	return s.Exports()
}

func newHandOver(m *Model, list []views.Export) *handOver {
	o := &handOver{model: m, list: list}
	o.form.Check = o.check
	o.fields()
	o.form.Focus(fieldAs)
	return o
}

// at begins with one of the exports.
func (o *handOver) at(i int) *handOver {
	if i < len(o.list) {
		o.form.SetValue(fieldWhat, named(o.list[i]))
		o.fields()
	}
	return o
}

// files tells whether files may be written: over SSH they would be the server's, which are nobody's business.
func (o *handOver) files() bool { return o.model.cfg.Files && o.model.cfg.Person.Local() }

// Init asks for nothing yet.
func (o *handOver) Init() tea.Cmd { return nil }

// look finds out where a file would go, once one is to be written: to know, it has to try.
func (o *handOver) look() tea.Cmd {
	if o.looked || !o.files() || o.form.Values()[fieldTo] != toFile {
		return nil
	}
	o.looked = true
	return func() tea.Msg { return proposed{o, export.Dir()} }
}

// rest waits until the keyboard has rested: each key that comes too early starts the wait anew, so that a held one never replaces a file.
func (o *handOver) rest() tea.Cmd {
	o.rested = false
	o.rests++
	n := o.rests
	return tea.Tick(views.SteadyAfter, func(time.Time) tea.Msg { return restedFor{o, n} })
}

// replaces tells that the file that is there already is the one that is named.
func (o *handOver) replaces() bool {
	v := o.form.Values()
	return o.replace != "" && v[fieldTo] == toFile && o.replace == v[fieldFile]
}

// chosen is what is taken away, and the form it is in.
func (o *handOver) chosen() (views.Export, string) {
	v := o.form.Values()
	at := max(0, slices.IndexFunc(o.list, func(e views.Export) bool { return named(e) == v[fieldWhat] }))
	e := o.list[at]
	as := v[fieldAs]
	if !slices.Contains(e.Forms(), as) {
		as = e.Forms()[0]
	}
	return e, as
}

// named is what an export is called among others.
func named(e views.Export) string {
	if slices.Contains(e.Forms(), views.FormCSV) {
		return e.What + ": " + parts.Plural(e.Rows, "row", "rows")
	}
	return e.What
}

// fields are the form's, by what was chosen so far.
func (o *handOver) fields() {
	e, as := o.chosen()
	var whats []string
	for _, one := range o.list {
		whats = append(whats, named(one))
	}
	to := []string{toClipboard}
	if o.files() {
		to = append(to, toFile)
	}
	inputs := []parts.Input{
		{Name: fieldWhat, Label: "What", Choices: whats, Required: true, Help: "As it is filtered now."},
		{Name: fieldAs, Label: "As", Choices: e.Forms(), Required: true, Help: formHelp[as]},
		{Name: fieldTo, Label: "To", Choices: to, Required: true, Help: o.toHelp()},
	}
	if v := o.form.Values(); v[fieldTo] == toFile {
		inputs = append(inputs, parts.Input{Name: fieldFile, Label: "File", Required: true, Ending: true, Help: "Readable by you alone. ~ is your home; a name alone is in " + o.where() + "."})
	}
	name := export.FileName(e.What, o.model.desk.Now, views.Ending(as))
	o.form.Set(inputs, map[string]string{fieldWhat: named(e), fieldAs: as, fieldTo: toClipboard, fieldFile: name})
	if o.form.Values()[fieldAs] != as {
		o.form.SetValue(fieldAs, as)
	}
	if !o.typed && len(inputs) > 3 && (o.what != e.What || o.as != as) {
		o.form.SetValue(fieldFile, name)
	}
	o.what, o.as = e.What, as
}

var formHelp = map[string]string{
	views.FormCSV:      "For spreadsheets, by RFC 4180; cells that begin like a formula get a quote in front.",
	views.FormJSON:     "For programs: typed, times in UTC, amounts of money as strings.",
	views.FormMarkdown: "For a ticket.",
	views.FormCurl:     "For a shell; the secret parts are variables that you set.",
}

func (o *handOver) toHelp() string {
	if o.files() && o.form.Values()[fieldTo] == toFile {
		return "A file on this computer, under the name below."
	}
	if o.files() {
		return "The clipboard is your terminal's, by OSC 52."
	}
	return "Your terminal's, by OSC 52. Over SSH there is no file: it would be on the server."
}

func (o *handOver) where() string {
	if o.dir == "" {
		return "the current directory"
	}
	return o.dir
}

func (o *handOver) check(name, text string) []string {
	if name != fieldFile {
		return nil
	}
	if _, err := export.Path(text); err != nil {
		return []string{capital(err.Error()) + "."}
	}
	return nil
}

// ID is 0: what it asks comes back to the root, which knows it by itself.
func (o *handOver) ID() uint64 { return 0 }

// Update feeds the form; enter takes away from any field.
func (o *handOver) Update(msg tea.Msg) tea.Cmd {
	km := o.model.desk.Keys
	k, isKey := msg.(tea.KeyPressMsg)
	if isKey && km.Is(k.String(), keys.Back) {
		if o.stop != nil {
			o.stop()
		}
		return o.model.closeTop()
	}
	if o.busy {
		return nil
	}
	before := o.form.Values()
	if o.form.Update(msg, km) {
		after := o.form.Values()
		o.typed = o.typed || before[fieldFile] != after[fieldFile]
		if !maps.Equal(before, after) {
			// Whatever was said about replacing was said of something else.
			o.replace, o.failed = "", ""
		}
		o.fields()
		return o.look()
	}
	if !isKey || !km.Is(k.String(), keys.Choose) || o.form.Show() {
		return nil
	}
	if o.replaces() && !o.rested {
		o.model.say("Nothing is replaced yet: the key counts once the keyboard has rested.", false)
		return o.rest()
	}
	return o.take()
}

// take takes it away, once that is written down where it is audited.
func (o *handOver) take() tea.Cmd {
	m := o.model
	e, as := o.chosen()
	v, make := o.form.Values(), e.Take(as)
	where, ref := m.Where()
	seat, ctx := m.desk.Seat, m.desk.Seat.As(context.Background())
	detail := fmt.Sprintf("%s as %s, from %s", named(e), as, where)
	if v[fieldTo] != toFile {
		m.closeTop()
		return func() tea.Msg {
			ctx, cancel := context.WithTimeout(ctx, limitAudit)
			defer cancel()
			text, err := make()
			if err == nil {
				err = copyable(text, seat.Audits())
			}
			if err == nil {
				err = seat.Keep(ctx, access.Exported, ref, detail)
			}
			return clipped{copy: views.Copy{Label: e.What + " as " + as, Text: string(text)}, err: err}
		}
	}
	path, replace := v[fieldFile], o.replaces()
	dir := o.dir
	ctx, o.stop = context.WithTimeout(ctx, limitExport)
	o.busy, o.failed = true, ""
	return func() tea.Msg {
		text, err := make()
		if err == nil {
			err = seat.Keep(ctx, access.Exported, ref, detail+", to a file")
		}
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			if dir == "" {
				dir = export.Dir()
			}
			path, err = export.Save(export.In(dir, path), text, replace)
		}
		return handed{o, path, text, e.Rows, err}
	}
}

// copyable says why a text is too much for a clipboard.
func copyable(text []byte, served bool) error {
	if len(text) <= export.MostCopied {
		return nil
	}
	advice := "write it to a file, or filter the list first"
	if served {
		advice = "filter the list first"
	}
	return fmt.Errorf("it has %s, and no more than %s go through a terminal to its clipboard: %s", size(len(text)), size(export.MostCopied), advice)
}

// size is a number of bytes in words.
func size(n int) string {
	switch {
	case n < 1000:
		return strconv.Itoa(n) + " bytes"
	case n < 1_000_000:
		return strconv.Itoa((n+500)/1000) + " kB"
	}
	return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " MB"
}

// onHanded takes what came of a file, and where one is proposed. What nobody waits for any more is only said.
func (m *Model) onHanded(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case proposed:
		msg.of.dir = msg.dir
		msg.of.fields()
	case restedFor:
		msg.of.rested = msg.of.rested || msg.n == msg.of.rests
	case handed:
		o := msg.of
		o.busy = false
		if o.stop != nil {
			o.stop()
			o.stop = nil
		}
		open := len(m.over) > 0 && m.over[len(m.over)-1] == overlay(o)
		switch {
		case errors.Is(msg.err, context.Canceled):
			m.say("Nothing was written.", false)
		case errors.Is(msg.err, export.ErrThere) && open:
			o.replace = o.form.Values()[fieldFile]
			o.failed = wire.Clean(msg.err.Error()) + ". " + capital(m.label(keys.Choose)) + " again replaces it; or type another name."
			o.form.Focus(fieldFile)
			return o.rest()
		case msg.err != nil && open:
			o.failed = "Not written: " + wire.Clean(msg.err.Error()) + "."
			o.form.Focus(fieldFile)
		case msg.err != nil:
			m.say("Not written: "+wire.Clean(msg.err.Error())+".", true)
		default:
			if open {
				m.closeTop()
			}
			m.say("Wrote "+wire.Clean(msg.path)+" ("+size(len(msg.text))+"), readable by you alone.", false)
		}
	}
	return nil
}

// View draws the form, and under it what keeps it from being done.
func (o *handOver) View(w, h int) string {
	th := o.model.desk.Theme
	out := append([]string{""}, o.form.View(w-2, max(1, h-5), th)...)
	for i := 1; i < len(out); i++ {
		out[i] = " " + out[i]
	}
	said := ""
	switch {
	case o.busy:
		said = th.Say(theme.MarkBusy, "writing")
	case o.failed != "":
		said = th.Warn.Render(th.Glyphs.Holding + " " + o.failed)
	}
	if said != "" {
		out = append(out, "")
		for _, l := range parts.Wrap(said, max(1, w-4)) {
			out = append(out, "  "+l)
		}
	}
	return strings.Join(parts.Clip(out, h), "\n")
}

// Head is the title.
func (o *handOver) Head() views.Head {
	return views.Head{Title: "Export from " + o.model.shown().Head().Title}
}

// Hints are what can be done here.
func (o *handOver) Hints() []keys.Hint {
	words, off := "copy it", ""
	if o.form.Values()[fieldTo] == toFile {
		words = "write it"
	}
	if o.replaces() {
		words = "replace the file"
		if !o.rested {
			off = "the keyboard has to rest for a moment first"
		}
	}
	if o.busy {
		off = "it is being written"
	}
	return []keys.Hint{
		{Action: keys.Choose, Words: words, Off: off},
		{Action: keys.Next, Words: "next field"},
		{Action: keys.Right, Before: keys.Left, Words: "choose", Off: unless(o.form.Choosing(), "the field takes a text")},
		{Action: keys.Back, Words: "close"},
	}
}

func unless(ok bool, why string) string {
	if ok {
		return ""
	}
	return why
}

// Typing is true: the form has the focus.
func (o *handOver) Typing() bool { return true }

// Pace is 0: it changes when a command says so.
func (o *handOver) Pace() time.Duration { return 0 }
