package main

import (
	"fmt"
	"strings"
	"time"
)

// The kinds of keys, which are the tables' columns.
const (
	opened  = "opened"
	moves   = "move"
	scrolls = "scroll"
	pages   = "page"
	types   = "filter key"
	follows = "move and detail"
	burst   = "300 keys"
)

// steady is how long to leave the keyboard alone before a key that buys or signs: sooner, the desk doesn't take it.
const steady = 800 * time.Millisecond

// tour visits every main screen: a whole order, what was ordered, and a customer's line.
func (b *bench) tour() {
	b.step("", "", "Acme Pty Ltd")
	b.port()
	b.connection()
	b.books()
	b.lines()
}

func (b *bench) count(n int) int {
	if b.few {
		return max(2, n/4)
	}
	return n
}

// list reads the list in front: within the window, by rows through several windows, by pages, and its filter.
func (b *bench) list(name string, rows int) {
	b.silence(name)
	b.press(name, moves, append(times(b.count(16), down, up), home))
	n := b.count(min(rows, 60))
	b.press(name, scrolls, times(n, down))
	b.press(name, pages, append(times(b.count(6), pageUp), times(b.count(6), pageDown)...))
	b.rest(name, follows, times(b.count(4), up))
}

// filter types into the filter of the list in front, and clears it again.
func (b *bench) filter(name, text string) {
	b.step("", "/", "")
	for i := range 2 {
		if b.few && i > 0 {
			break
		}
		b.rest(name, types, strings.Split(text, ""))
		b.step("", strings.Repeat("\x7f", len(text)), "")
	}
	b.step("", esc+home, "")
}

// text reads the text in front: by lines and by pages.
func (b *bench) text(name string) {
	b.silence(name)
	b.press(name, scrolls, append(times(b.count(20), down), times(b.count(20), up)...))
	b.press(name, pages, times(b.count(8), pageDown, pageUp))
}

// port goes from the companies to a port that is ready.
func (b *bench) port() {
	b.silence("Company")
	b.step("Location", enter, "Adelaide")
	b.list("Location", 40)
	b.filter("Location", "syd")
	b.step("", "/", "")
	b.step("", "NXT-S1", "found")
	b.step("Port", enter, "Once")
	b.list("Port", 100)
	b.filter("Port", "lr4")
	b.step("", "/", "")
	b.step("", "100GBASECWDM4", "of 4 found")
	b.step("Port options", enter, "Diverse from")
	b.rest("Port options", types, strings.Split("a port for the lab", ""))
	b.step("Summary", strings.Repeat(down, 4)+enter, "Summary of the port")
	b.silence("Summary")
	b.buy(2, true)
	b.step("", "", "cross connect")
}

// buy goes from a summary to the order.
func (b *bench) buy(documents int, read bool) {
	time.Sleep(steady)
	name := ""
	if read {
		name = "Terms"
	}
	b.step(name, enter, "to its end first", "signs this document")
	if read {
		b.text("Terms")
	}
	for n := range documents {
		b.step("", end, "signs this document")
		time.Sleep(steady)
		b.step("", "S", fmt.Sprintf("document %d of", n+2), `Type "place" to order`)
	}
	b.step("", "", `Type "place" to order`)
	time.Sleep(steady)
	b.step("", "place"+enter, "Allocated", "hops")
}

// connection goes from the port to a connection that is ready for service.
func (b *bench) connection() {
	b.step("Destination", enter, "Clouds")
	b.list("Destination", 30)
	b.filter("Destination", "aws")
	b.step("", "/", "")
	b.step("", "aws", "found")
	b.step("Candidates", enter, "primary")
	b.list("Candidates", 30)
	b.step("", home, "")
	b.step("Bandwidth", enter, "50 Mbps")
	b.silence("Bandwidth")
	b.step("Options", down+down+enter, "Outer VLAN*")
	b.press("Options", moves, times(b.count(8), down, up))
	b.step("", "222"+down+"123456789012"+down+down+down+enter, "Summary of the connection")
	b.buy(3, false)
	b.step("", "", "ready for service.")
	b.silence("Watch")
	b.press("Watch", moves, times(b.count(8), down, up))
}

// books visits what was ordered, what there is, and what stands over a screen.
func (b *bench) books() {
	b.step("Orders", "o", "─ Orders")
	b.list("Orders", 4)
	b.step("Inventory", "i", "─ Inventory")
	b.list("Inventory", 30)
	b.filter("Inventory", "core")
	b.step("Help", "?", "─ Help")
	b.text("Help")
	b.step("", esc, "─ Inventory")
	b.step("Palette", ":", "─ Palette")
	b.silence("Palette")
	b.press("Palette", moves, times(b.count(8), down, up))
	b.rest("Palette", types, strings.Split("audit", ""))
	b.step("", esc, "─ Inventory")
}

// lines visits the customers' lines: the list, and one of them.
func (b *bench) lines() {
	b.step("Services", "\x0f", "of 5200")
	b.every(5200)
	b.list("Services", 200)
	b.filter("Services", "sand")
	b.step("", home, "")
	b.held("Services", 300)
	b.step("", "/", "")
	b.step("", "wifi-durbanville", "1 of 1 found")
	b.step("", enter, "")
	b.step("Line", enter, "─ Service,")
	b.silence("Line")
	b.press("Line", scrolls, times(b.count(8), down, up))
	b.step("Device", "d", "─ Device")
	b.silence("Device")
	b.press("Device", scrolls, times(b.count(8), down, up))
	b.step("", esc, "─ Service,")
	b.step("Diagnosis", "x", "owner ")
	b.silence("Diagnosis")
	b.press("Diagnosis", scrolls, times(b.count(8), down, up))
}

// every has all services loaded: a filter that matches none fetches every page.
func (b *bench) every(n int) {
	if b.plain {
		return
	}
	b.step("", "/", "")
	b.step("", "nobody-has-this", "0 found", "of 0 found")
	b.quiet(700*time.Millisecond + b.lag)
	b.step("", esc, fmt.Sprintf("of %d ", n))
}
