package schema

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// hidden tells a rune that must not reach a terminal: controls, and marks that reorder or hide text or show
// nothing themselves. The joiners stay, for scripts and emoji need them, as do marks that show under a number.
func hidden(r rune) bool {
	switch {
	case r == '\u200c', r == '\u200d', unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return false
	case unicode.IsControl(r), r == '\u2028', r == '\u2029':
		return true
	}
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point)
}

// clean makes one printable line of at most limit characters out of remote text.
func clean(s string, limit int) string {
	var b strings.Builder
	left, space := limit, false
	for _, r := range s {
		if hidden(r) && !unicode.IsSpace(r) || r == utf8.RuneError {
			continue
		}
		if unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		if left -= 1; space {
			left--
		}
		if left < 0 {
			b.WriteString("…")
			break
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// titles are names whose words alone would not tell a person what is meant.
func knownTitle(name string) string {
	switch name {
	case "bandwidth_cir":
		return "Bandwidth (CIR)"
	case "skey":
		return "Service key"
	}
	return ""
}

const acronyms = " api asn aws bgp cidr cir csp dns eir gcp guid id ip ipv4=IPv4 ipv6=IPv6 isp kbps=kbit/s mac mbps=Mbit/s " +
	"md5 mtu oci qinq=QinQ sku url uuid vc vlan vpc vpn vrf vxlan "

// titleOf puts a property's name into words: "aws_account_id" reads "AWS account ID".
func titleOf(name string) string {
	if title := knownTitle(name); title != "" {
		return title
	}
	words := wordsOf(name)
	for i, word := range words {
		switch _, spelled, found := strings.Cut(acronyms, " "+word+"="); {
		case found:
			words[i], _, _ = strings.Cut(spelled, " ")
		case strings.Contains(acronyms, " "+word+" "):
			words[i] = strings.ToUpper(word)
		case i == 0:
			first, size := utf8.DecodeRuneInString(word)
			words[i] = string(unicode.ToUpper(first)) + word[size:]
		}
	}
	if len(words) == 0 {
		return clean(name, 80)
	}
	return clean(strings.Join(words, " "), 80)
}

// wordsOf splits a name at separators and at capitals, in lower case.
func wordsOf(name string) []string {
	var b strings.Builder
	lower := false
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			r = ' '
		case unicode.IsUpper(r) && lower:
			b.WriteByte(' ')
		}
		lower = unicode.IsLower(r) || unicode.IsDigit(r)
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.Fields(b.String())
}

// secretName tells a name whose value others should not read over a shoulder. A key is none: a service key or a
// pairing key has to be compared by eye with what its issuer shows.
func secretName(name string) bool {
	name = strings.Join(wordsOf(name), "")
	return slices.ContainsFunc([]string{"password", "passphrase", "passwd", "passcode", "psk", "token", "secret"}, func(word string) bool { return strings.Contains(name, word) })
}

// listed is "a, b or c", cut after eight.
func listed(items []string, last string) string {
	const most = 8
	if len(items) > most {
		return strings.Join(items[:most], ", ") + fmt.Sprintf(" … (%d more)", len(items)-most)
	}
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:len(items)-1], ", ") + " " + last + " " + items[len(items)-1]
}

// counted is "1 digit" or "12 digits".
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// notes collects sentences, each once and not without end.
type notes struct {
	list []string
	seen map[string]bool
}

func (n *notes) add(format string, args ...any) {
	says := clean(fmt.Sprintf(format, args...), 300)
	if n.seen[says] || len(n.list) >= maxNotes {
		return
	}
	n.seen[says] = true
	n.list = append(n.list, says)
}
