package sandbox

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// worldFile is the state file: all that can't be worked out from the seed. What moves by itself is kept as steps with their
// times, so it goes on by the clock while the sandbox is off.
type worldFile struct {
	Format      string              `json:"format"`
	Version     int                 `json:"version"`
	Seed        uint64              `json:"seed"`
	Made        uint64              `json:"guids_made"`
	Nonce       string              `json:"last_nonce,omitempty"`
	Left        []int               `json:"offers_left"` // by the catalogue's order
	Ports       []keptPort          `json:"resources"`
	Services    []keptService       `json:"services"`
	Discoveries []keptDiscovery     `json:"discoveries"`
	Issued      map[string][]string `json:"documents_issued"`
	Requests    map[string]int      `json:"requests"`
	AEX         keptAEX             `json:"aex"`
}

type keptStep struct {
	At            time.Time `json:"at"`
	Provisioned   string    `json:"provisioned"`
	Deprovisioned string    `json:"deprovisioned"`
	Level         string    `json:"level,omitempty"`
	Message       string    `json:"message,omitempty"`
}

type keptPort struct {
	GUID        string     `json:"guid"`
	Company     string     `json:"company"`
	Location    string     `json:"location"`
	Class       string     `json:"class"`
	Description string     `json:"description"`
	Provider    string     `json:"provider"`
	Advert      string     `json:"advert,omitempty"`
	MeetMe      string     `json:"meetme"`
	Neighbour   string     `json:"neighbour,omitempty"`
	Mode        string     `json:"mode,omitempty"`
	Speed       int64      `json:"speed"`
	Term        int64      `json:"term"`
	Diverse     string     `json:"diverse,omitempty"`
	Ordered     bool       `json:"ordered"`
	Created     time.Time  `json:"created"`
	Steps       []keptStep `json:"steps"`
}

type keptService struct {
	GUID    string         `json:"guid"`
	Company string         `json:"company"`
	Kind    string         `json:"kind"`
	Port    string         `json:"port"`
	Options map[string]any `json:"options"`
	Price   sku            `json:"price"`
	Accepts bool           `json:"accepts"`
	Ordered bool           `json:"ordered"`
	Created time.Time      `json:"created"`
	Hops    []keptHop      `json:"hops"`
}

type keptHop struct {
	Provider string     `json:"provider"`
	Location string     `json:"location"`
	Steps    []keptStep `json:"steps"`
}

// keptDiscovery is one DISCOVER with what it depended on, from which its candidates are drafted again: they are many, and
// a write has to be short.
type keptDiscovery struct {
	discovery
	Used []int `json:"used,omitempty"` // candidates that an order used up
}

// discovery is what candidates of one request have in common.
type discovery struct {
	Buyer string    `json:"buyer"`
	Port  string    `json:"port"`
	Only  string    `json:"provider,omitempty"`
	Made  time.Time `json:"made"`
	First uint64    `json:"first"`          // the GUID before the first candidate's, counted as guidSource does
	Count int       `json:"count"`          // candidates that were offered
	Ports int       `json:"ports"`          // how many resources there were, from the oldest on
	Gone  []int     `json:"gone,omitempty"` // which of them were being removed
}

// world is all that has to be kept. s.mu is held.
func (s *Server) world() *worldFile {
	out := &worldFile{
		Format: stateFormat, Version: stateVersion, Seed: s.seed, Made: s.guids.made,
		Discoveries: s.candidates.kept(), Issued: map[string][]string{}, Requests: s.requests, AEX: s.aexKept,
	}
	if s.lastNonce != (nonce{}) {
		out.Nonce = fmt.Sprintf("%d.%s", s.lastNonce.seconds, s.lastNonce.fraction)
	}
	for i := range s.offers {
		out.Left = append(out.Left, s.offers[i].left)
	}
	for _, p := range s.ports {
		out.Ports = append(out.Ports, keptPort{
			p.guid, p.company, p.location, p.class, p.description, p.provider, p.advert, p.meetme, p.neighbour, p.mode,
			p.speed, p.term, p.diverse, p.ordered, p.created, p.kept(),
		})
	}
	for _, v := range s.services {
		kept := keptService{v.guid, v.company, v.kind, v.from.guid, v.options, v.price, v.accepts, v.ordered, v.created, nil}
		for _, h := range v.hops {
			kept.Hops = append(kept.Hops, keptHop{h.provider, h.location, h.kept()})
		}
		out.Services = append(out.Services, kept)
	}
	for company, ids := range s.issued {
		out.Issued[company] = slices.Sorted(maps.Keys(ids))
	}
	return out
}

func (t *track) kept() []keptStep {
	out := make([]keptStep, 0, len(t.steps))
	for _, st := range t.steps {
		out = append(out, keptStep{st.at, st.is.provisioned, st.is.deprovisioned, st.level, st.message})
	}
	return out
}

func trackOf(steps []keptStep) track {
	var out track
	for _, st := range steps {
		out.steps = append(out.steps, step{st.At, state{st.Provisioned, st.Deprovisioned}, st.Level, st.Message})
	}
	return out
}

// restore makes a fresh sandbox's books those of the file. What doesn't fit together is refused, since a handler would
// stumble over it much later.
func (s *Server) restore(w *worldFile) error {
	if len(w.Left) != len(s.offers) || slices.Min(w.Left) < 0 {
		return errors.New("its catalogue is not this one's")
	}
	for i, left := range w.Left {
		s.offers[i].left = left
	}
	if w.Made < s.guids.made {
		return errors.New("it counts fewer GUIDs than every sandbox begins with")
	}
	s.guids.made = w.Made
	if w.Nonce != "" {
		n, ok := parseNonce(w.Nonce)
		if !ok {
			return fmt.Errorf("last_nonce is %.40q", w.Nonce)
		}
		if n.usable(s.started) {
			s.lastNonce = n
		}
	}
	if err := s.restorePorts(w.Ports); err != nil {
		return err
	}
	if err := s.restoreServices(w.Services); err != nil {
		return err
	}
	for company, ids := range w.Issued {
		s.issued[company] = map[string]bool{}
		for _, id := range ids {
			s.issued[company][id] = true
		}
	}
	maps.Copy(s.requests, w.Requests)
	s.aexKept = w.AEX
	s.aex.before(w.AEX)
	return s.restoreCandidates(w.Discoveries)
}

func (s *Server) restorePorts(kept []keptPort) error {
	for _, k := range kept {
		if !guidPattern.MatchString(k.GUID) || s.portBy(k.GUID) != nil || len(k.Steps) == 0 {
			return fmt.Errorf("the resource %.40q has no GUID of its own, or no state", k.GUID)
		}
		s.ports = append(s.ports, &port{
			guid: k.GUID, company: k.Company, location: k.Location, class: k.Class, description: k.Description,
			provider: k.Provider, advert: k.Advert, meetme: k.MeetMe, neighbour: k.Neighbour, mode: k.Mode, speed: k.Speed,
			term: k.Term, diverse: k.Diverse, ordered: k.Ordered, created: k.Created, track: trackOf(k.Steps),
		})
	}
	return nil
}

func (s *Server) portBy(guid string) *port {
	for _, p := range s.ports {
		if p.guid == guid {
			return p
		}
	}
	return nil
}

func (s *Server) restoreServices(kept []keptService) error {
	for _, k := range kept {
		v := &service{
			guid: k.GUID, company: k.Company, kind: k.Kind, from: s.portBy(k.Port), options: k.Options,
			price: k.Price, accepts: k.Accepts, ordered: k.Ordered, created: k.Created,
		}
		for _, h := range k.Hops {
			v.hops = append(v.hops, hop{hopSpec{h.Provider, h.Location}, trackOf(h.Steps)})
		}
		twice := slices.ContainsFunc(s.services, func(o *service) bool { return o.guid == k.GUID })
		if !guidPattern.MatchString(k.GUID) || twice || v.from == nil || v.options == nil || len(v.hops) == 0 {
			return fmt.Errorf("the service %.40q has no GUID of its own, or lacks resource, options or chain", k.GUID)
		}
		s.services = append(s.services, v)
	}
	return nil
}

// kept sums the book up by discovery.
func (b *candidateBook) kept() []keptDiscovery {
	out := []keptDiscovery{}
	var last *discovery
	for _, c := range b.order {
		if c.of != last {
			last = c.of
			out = append(out, keptDiscovery{discovery: *c.of})
		}
		if c.used {
			k := &out[len(out)-1]
			k.Used = append(k.Used, c.nth)
		}
	}
	return out
}

func (s *Server) restoreCandidates(kept []keptDiscovery) error {
	for _, k := range kept {
		from := s.portBy(k.Port)
		if from == nil || k.Ports < 0 || k.Ports > len(s.ports) || k.First > s.guids.made {
			return fmt.Errorf("the candidates discovered from %.40q do not fit its resources", k.Port)
		}
		var ends []*port
		for i, p := range s.ports[:k.Ports] {
			if !slices.Contains(k.Gone, i) {
				ends = append(ends, p)
			}
		}
		drafts := draftsTo(k.Only, from, ends)
		if len(drafts) != k.Count || uint64(len(drafts)) > s.guids.made-k.First {
			continue // providers changed since, with the program: who asks for these is told to discover again
		}
		guids := guidSource{s.seed, k.First}
		for i, draft := range drafts {
			draft.guid, draft.used = guids.next(), slices.Contains(k.Used, i)
			draft.nth, draft.buyer, draft.made, draft.of = i, k.Buyer, k.Made, &k.discovery
			s.candidates.add(draft)
		}
	}
	return nil
}

// endsNow are the resources that services may lead to, and the numbers of the others.
func (s *Server) endsNow(now time.Time) (ends []*port, gone []int) {
	for i, p := range s.ports {
		if p.live(now) {
			ends = append(ends, p)
		} else {
			gone = append(gone, i)
		}
	}
	return ends, gone
}
