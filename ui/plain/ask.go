package plain

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/ui/parts"
)

// question is one that is answered by a line.
type question struct {
	prompt string
	help   string
	secret bool                           // it is not shown as it is typed
	fresh  bool                           // what was typed before it was asked doesn't count: it buys or signs
	text   bool                           // any text is an answer: a word that buys or signs was most likely meant for another question
	extra  map[string]func() (done error) // further words that may be typed; an error other than nil ends the question
}

// command tells that a text would be taken for a word of ours at this question.
func (q question) command(text string) bool {
	word := strings.ToLower(text)
	return slices.Contains([]string{"help", "?", "back", "menu", "quit", "list", "more"}, word) || q.extra[word] != nil || q.text && slices.Contains(committing, word)
}

// general is what can be typed at every question.
const general = "At every question: help says this; back goes to the question before, and nothing is lost; menu goes to the beginning; quit ends, and " +
	"keeps what was answered. In a list: more shows the next portion, list shows it from its beginning, a slash and a word, such as /sydney, " +
	"shows the entries with that word, about and a number tells more of one. A text that is one of these words is typed with an equals sign in front: =back. " +
	"Of other texts an equals sign stays a part. What is typed for a password is the password, even a word of these: an empty line first, and then the word."

// ask asks until there is an answer, and gives it. The error is one of errBack, errMenu, errQuit, errEnd and what a word of extra gave.
func (s *Session) ask(q question) (string, error) {
	for {
		text, err := s.read(q)
		switch {
		case errors.Is(err, errLong):
			if err := s.wrong("That line is longer than " + strconv.Itoa(maxLine>>10) + " KiB, so it was not taken."); err != nil {
				return "", err
			}
			continue
		case err != nil:
			return "", err
		case q.secret: // a password may be any text, so that no word of ours is looked for in it
			return text, nil
		}
		if literal, ok := strings.CutPrefix(text, "="); ok && (strings.HasPrefix(literal, "=") || q.command(literal)) {
			return literal, nil
		}
		switch word := strings.ToLower(text); word {
		case "help", "?":
			if q.help != "" {
				s.say(q.help)
			}
			s.say(general)
			continue
		case "back":
			return "", errBack
		case "menu":
			return "", errMenu
		case "quit":
			return "", errQuit
		default:
			if act := q.extra[word]; act != nil {
				if err := act(); err != nil {
					return "", err
				}
				continue
			}
			if literal, ok := strings.CutPrefix(word, "="); ok && q.text && slices.Contains(committing, literal) {
				return text[1:], nil
			}
			if q.text && slices.Contains(committing, word) {
				if err := s.wrong(word + " is a word of this program, and this question is no place for it: =" + word + " takes it as text."); err != nil {
					return "", err
				}
				continue
			}
			if (word == "list" || word == "more") && q.extra["list"] == nil {
				if err := s.wrong("There is no list at this question."); err != nil {
					return "", err
				}
				continue
			}
		}
		return text, nil
	}
}

// read prints the question and reads a line. Where nobody types, what was read is printed, so that the whole can be followed.
func (s *Session) read(q question) (string, error) {
	if q.fresh && s.Forget != nil {
		s.Forget()
	}
	s.put(q.prompt+" > ", "")
	s.asked = s.Now()
	if s.mute != nil {
		return "", ErrMute
	}
	if s.ctx.Err() != nil { // or else what is typed already might be taken as well as the end
		s.say("")
		return "", errQuit
	}
	if q.secret && s.Secret != nil {
		return s.hidden()
	}
	select {
	case got := <-s.in.next():
		s.in.took()
		s.last, s.unsaid = got.text, q.secret || got.err != nil
		if s.Terminal && got.err == nil {
			return got.text, nil
		}
		switch {
		case got.err != nil:
			s.say("")
		case q.secret && got.text != "":
			s.say("(not shown)")
		default:
			s.say(got.text)
		}
		return got.text, ended(got.err)
	case <-s.ctx.Done():
		s.say("")
		return "", errQuit
	}
}

// hidden reads a line without showing it. The read can't be given up, so that it has a goroutine of its own, and ends with the program.
func (s *Session) hidden() (string, error) {
	got := make(chan line, 1)
	go func() {
		text, err := s.Secret()
		got <- line{strings.TrimRight(text, "\r\n"), err}
	}()
	select {
	case one := <-got:
		s.say("")
		return one.text, ended(one.err)
	case <-s.ctx.Done():
		if s.Reveal != nil {
			s.Reveal()
		}
		s.say("")
		return "", errQuit
	}
}

func ended(err error) error {
	if err == nil || errors.Is(err, errLong) {
		return err
	}
	if errors.Is(err, io.EOF) {
		return errEnd
	}
	return errEnd // a terminal that is gone can't be asked any more
}

// wrong says what is wrong with an answer. A person is asked again; a script ends here.
func (s *Session) wrong(why string) error {
	s.say(why)
	if s.Terminal {
		return nil
	}
	return &ScriptError{Line: s.in.lines, Answer: s.lastSaid()}
}

// mostAnswer bounds how much of an answer an error repeats, in runes.
const mostAnswer = 60

// lastSaid is the last answer as an error may say it: never a secret, nor more of it than tells which one it is.
func (s *Session) lastSaid() string {
	if s.unsaid {
		return ""
	}
	said := wire.Clean(s.last)
	if r := []rune(said); len(r) > mostAnswer {
		said = string(r[:mostAnswer]) + "..."
	}
	return strconv.Quote(said)
}

// tooSoon is how long a question stands before a word that can't be taken back is an answer to it: what comes sooner was typed or
// pasted ahead, and reached the terminal after what was there had been dropped.
const tooSoon = 600 * time.Millisecond

// hasty tells that a word which buys or signs came from a terminal sooner than a person can have read what it answers.
func (s *Session) hasty(word string) bool {
	switch word {
	case sendWord, signWord, order.PlaceWord, order.AgainWord:
		return s.Terminal && s.Now().Sub(s.asked) < tooSoon
	}
	return false
}

// word asks for a word to be typed whole before something is sent or signed. An empty line, and any other word, is none.
func (s *Session) word(want, prompt, help string, extra map[string]func() error) error {
	for {
		text, err := s.ask(question{prompt: prompt, help: help, fresh: true, extra: extra})
		if err != nil {
			return err
		}
		if strings.EqualFold(text, want) {
			if !s.hasty(want) {
				return nil
			}
			s.say("That " + want + " came with its question, before anybody could have read it, so it was not taken. Type it again, or back.")
			continue
		}
		if err := s.wrong("Type the word " + want + ", or back: nothing is sent or signed until then."); err != nil {
			return err
		}
	}
}

// item is an entry of a list.
type item struct {
	text  string
	group string   // said above the first of its kind
	names []string // what may be typed in place of its number
	found string   // what a search finds it by besides its text and names; it chooses nothing
	about func()   // tells more of it; nil when there is nothing more
	off   string   // why it can't be chosen; "" when it can
}

// choosing is a list that one entry is chosen from.
type choosing struct {
	title  string
	items  []item
	note   string // what there is to know of the list, such as how much of it the API showed
	chosen int    // what an empty line keeps; -1 for nothing
	said   bool   // it was said a moment ago: only the question is put, and list says it again
	prompt string
	help   string
	extra  map[string]func() error
	// other takes what is no number and no name; ok tells that it was an answer. nil takes nothing.
	other func(text string) (at int, ok bool, err error)
}

// portion is how many entries are said at once.
const portion = 15

// choose says a list in portions and asks for one of its entries.
func (s *Session) choose(c choosing) (int, error) {
	l := &listing{s: s, c: c, shown: all(len(c.items))}
	if !c.said {
		l.from(0)
	}
	extra := map[string]func() error{"list": l.restart, "more": l.more}
	for word, act := range c.extra {
		extra[word] = act
	}
	prompt := c.prompt
	if prompt == "" {
		prompt = "Number"
	}
	if c.chosen >= 0 && c.chosen < len(c.items) {
		prompt += ", or enter for " + strconv.Itoa(c.chosen+1)
	}
	for {
		text, err := s.ask(question{prompt: prompt, help: c.help, extra: extra})
		if err != nil {
			return 0, err
		}
		at, ok, err := l.answer(text)
		switch {
		case err != nil:
			return 0, err
		case !ok:
			continue
		case c.items[at].off != "":
			if err := s.wrong(c.items[at].off); err != nil {
				return 0, err
			}
			continue
		}
		return at, nil
	}
}

func all(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// listing is a list as far as it was said.
type listing struct {
	s     *Session
	c     choosing
	shown []int // the entries that a filter left, by their number less one
	next  int   // the first of shown that was not said yet
	what  string
}

// from says a portion, from one of the entries that are left.
func (l *listing) from(at int) {
	s, n := l.s, len(l.shown)
	end := min(n, at+portion)
	if at == 0 {
		switch {
		case l.what != "":
			s.say(parts.Plural(n, "entry holds", "entries hold") + " " + strconv.Quote(l.what) + ", of " + strconv.Itoa(len(l.c.items)) + ".")
		default:
			s.say(l.c.title)
		}
		if l.c.note != "" && l.what == "" {
			s.say(l.c.note)
		}
	}
	group := ""
	for _, i := range l.shown[at:end] {
		if one := l.c.items[i]; one.group != group {
			group = one.group
			if group != "" {
				s.say(group + ":")
			}
		}
		s.say(strconv.Itoa(i+1) + ". " + l.c.items[i].text)
	}
	if l.next = end; end < n {
		s.say("That was " + of(end, n) + ". more shows the next, /word those with a word.")
	}
}

func (l *listing) restart() error {
	l.shown, l.what = all(len(l.c.items)), ""
	l.from(0)
	return nil
}

func (l *listing) more() error {
	if l.next >= len(l.shown) {
		l.s.say("That was all, " + strconv.Itoa(len(l.shown)) + ". list shows it from its beginning.")
		return nil
	}
	l.from(l.next)
	return nil
}

// filter leaves the entries with all the words of a text.
func (l *listing) filter(text string) {
	l.shown, l.what = l.holding(text), text
	l.from(0)
}

// holding are the entries with all the words of a text.
func (l *listing) holding(text string) (at []int) {
	words := strings.Fields(strings.ToLower(text))
	for i, one := range l.c.items {
		hay := strings.ToLower(one.group + " " + one.text + " " + strings.Join(one.names, " ") + " " + one.found)
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(hay, w) }) {
			at = append(at, i)
		}
	}
	return at
}

// answer reads what was typed. ok is false where it was no choice, and what it was is done.
func (l *listing) answer(text string) (at int, ok bool, err error) {
	c := l.c
	if text == "" {
		if c.chosen >= 0 && c.chosen < len(c.items) {
			return c.chosen, true, nil
		}
		return 0, false, l.s.wrong("Type a number, help, or back.")
	}
	if word, filtered := strings.CutPrefix(text, "/"); filtered {
		l.filter(strings.TrimSpace(word))
		return 0, false, nil
	}
	if rest, about := strings.CutPrefix(strings.ToLower(text), "about "); about {
		return 0, false, l.about(strings.TrimSpace(rest))
	}
	if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(c.items) {
		return n - 1, true, nil
	}
	switch named := l.named(text); {
	case len(named) == 1:
		return named[0], true, nil
	case len(named) > 1:
		l.filter(text)
		return 0, false, l.s.wrong("Several are called that: type the number of one.")
	}
	if c.other != nil {
		return c.other(text)
	}
	if _, err := strconv.Atoi(text); err != nil && l.holding(text) != nil { // a number that is too high is a slip, and no word to look for
		l.filter(text)
		return 0, false, l.s.wrong("A part of a name chooses nothing: type the number of one.")
	}
	if len(c.items) == 0 {
		return 0, false, l.s.wrong("There is nothing to choose here: type back.")
	}
	return 0, false, l.s.wrong("There is no choice " + strconv.Quote(text) + ": type a number from 1 to " + strconv.Itoa(len(c.items)) + ", or a slash and a word to look for.")
}

// named are the entries that are called so.
func (l *listing) named(text string) (at []int) {
	for i, one := range l.c.items {
		if slices.ContainsFunc(one.names, func(name string) bool { return name != "" && strings.EqualFold(name, text) }) {
			at = append(at, i)
		}
	}
	return at
}

func (l *listing) about(number string) error {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(l.c.items) {
		return l.s.wrong("about takes a number from 1 to " + strconv.Itoa(len(l.c.items)) + ".")
	}
	one := l.c.items[n-1]
	l.s.say(strconv.Itoa(n) + ". " + one.text)
	if one.about == nil {
		l.s.say("There is no more to tell of it.")
		return nil
	}
	one.about()
	return nil
}
