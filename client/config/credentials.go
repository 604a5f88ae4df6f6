// Package config reads what the user has set: config.toml, over it the environment, over that the command line; secrets from where
// these say, the price book and the bands of light from files. Every error is a sentence that names what is wrong with what.
package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
)

// Credentials are what one API is reached with. AEx has a token, which is the secret, and no key.
type Credentials struct {
	Base        *url.URL
	Key, Secret string
	// Embedded names the sandbox of this process that they are for; "" for a server.
	Embedded string
}

// Source is what readings of a server are kept under. The embedded one has another port each time, and a URL may hold a
// password.
func (c *Credentials) Source() string {
	if c.Embedded != "" {
		return c.Embedded
	}
	return c.Base.Host + c.Base.Path
}

// Scope names the API and the key for the journal, without telling the key: an order is looked for where it was placed.
func (c *Credentials) Scope() string {
	if c.Embedded != "" {
		return c.Source()
	}
	sum := sha256.Sum256([]byte(c.Key))
	return c.Source() + " " + hex.EncodeToString(sum[:4])
}

// allOrNone says which of the variables that only make sense together are missing.
func allOrNone(without string, names ...string) error {
	var missing []string
	for _, n := range names {
		if env(n).Text == "" {
			missing = append(missing, n)
		}
	}
	if len(missing) == 0 || len(missing) == len(names) {
		return nil
	}
	verb := "is"
	if len(missing) > 1 {
		verb = "are"
	}
	return fmt.Errorf("the credentials are incomplete: %s %s not set. Set all of %s, or none of them for %s",
		strings.Join(missing, " and "), verb, strings.Join(names, ", "), without)
}

// baseURL takes https, and plain http only to this machine: the key must not travel in clear.
func baseURL(name, text, such string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(text, "/"))
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, fmt.Errorf("%s is not a URL: it should look like %s", name, such)
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		return nil, fmt.Errorf("%s is plain http to %s: the key would travel unprotected. Use https", name, u.Host)
	}
	return u, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// Environment is the word in the top line. A host is production unless it says that it is something else.
func Environment(base *url.URL) string {
	host := strings.ToLower(base.Hostname())
	// Whole words of the name: "latest.example.com" is no test.
	words := strings.FieldsFunc(host, func(r rune) bool { return r == '.' || r == '-' })
	says := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(words, n) })
	}
	switch {
	case says("sandbox") || loopback(host):
		return "SANDBOX"
	case says("stage", "staging", "dev", "test", "uat"):
		return "STAGE"
	}
	return "PRODUCTION"
}
