package hosts

import (
	"fmt"
	"sync"
	"time"
)

// Lane has people on as many hosts ask anew as fast as they can, and gives how many requests a second went through the key's one lane.
// A host asks once for all who ask the same at once, so they ask different things.
func (p *Pair) Lane(people []Person, onHosts int, during time.Duration) (perSecond float64, err error) {
	clients := make([]*Client, len(people))
	for i := range clients {
		c, err := p.Open(i%onHosts, people[i], "")
		if err != nil {
			return 0, err
		}
		defer c.Close()
		clients[i] = c
		if err := standAt(c, stands[i/onHosts%len(stands)]); err != nil {
			return 0, err
		}
	}
	before, began := p.Recorder.Seen().Nonces, time.Now()
	var busy sync.WaitGroup
	errs := make(chan error, len(people))
	for _, c := range clients {
		busy.Go(func() {
			for time.Since(began) < during {
				if err := c.Send("r"); err != nil {
					errs <- err
					return
				}
				_ = c.look(20*time.Millisecond, func() bool { return false }) // more keys a second are cut off
			}
		})
	}
	busy.Wait()
	asked := time.Since(began)
	p.Recorder.Quiet()
	select {
	case err := <-errs:
		return 0, fmt.Errorf("while people ask: %w", err)
	default:
	}
	return float64(p.Recorder.Seen().Nonces-before) / asked.Seconds(), nil
}

// stand is a screen at which somebody asks: so many rows down the list of companies, and then a step of an order.
type stand struct{ down, step int }

var stands = []stand{{0, 2}, {3, 2}, {4, 2}, {0, 1}, {0, 0}}

func standAt(c *Client, at stand) error {
	if err := Play(c, 0, 0); err != nil {
		return err
	}
	for range at.down {
		if err := c.Send(down); err != nil {
			return err
		}
	}
	for n := range at.step {
		if err := c.WaitFor(portOrder[n].shown...); err != nil {
			return err
		}
		if err := Press(c, n); err != nil {
			return err
		}
	}
	return c.WaitFor(portOrder[at.step].shown...)
}
