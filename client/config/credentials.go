// Package config reads what the user has set: credentials from the environment, the price book and the bands of light from
// files. Every error is a sentence that names what is wrong with what.
package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"net/url"
	"os"
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

// AXON reads them from the environment: all three, or none for the embedded sandbox.
func AXON() (*Credentials, error) {
	v, err := allOrNone("the embedded sandbox", "AXDESK_AXON_URL", "AXDESK_AXON_KEY", "AXDESK_AXON_SECRET")
	if v == nil || err != nil {
		return nil, err
	}
	base, err := baseURL("AXDESK_AXON_URL", v[0], "https://sandbox-api.axonvx.com/api/biz2")
	return &Credentials{Base: base, Key: v[1], Secret: v[2]}, err
}

// AEx are both, or none: the embedded sandbox has lines of its own.
func AEx() (*Credentials, error) {
	v, err := allOrNone("no AEx", "AXDESK_AEX_URL", "AXDESK_AEX_TOKEN")
	if v == nil || err != nil {
		return nil, err
	}
	base, err := baseURL("AXDESK_AEX_URL", v[0], "https://stage.provider-service.dev.aex.systems")
	return &Credentials{Base: base, Secret: v[1]}, err
}

// allOrNone reads variables that only make sense together; nil means that none is set.
func allOrNone(without string, names ...string) ([]string, error) {
	var values, missing []string
	for _, n := range names {
		v := strings.TrimSpace(os.Getenv(n))
		values = append(values, v)
		if v == "" {
			missing = append(missing, n)
		}
	}
	switch len(missing) {
	case len(names):
		return nil, nil
	case 0:
		return values, nil
	}
	verb := "is"
	if len(missing) > 1 {
		verb = "are"
	}
	return nil, fmt.Errorf("the credentials are incomplete: %s %s not set. Set all of %s, or none of them for %s",
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
