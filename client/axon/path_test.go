package axon

import (
	"net/url"
	"strings"
	"testing"
)

func TestDefinitionPath(t *testing.T) {
	c := newClient(Config{Base: &url.URL{Scheme: "https", Host: "api.example", Path: "/own/base/"}}, "lane", nil)
	defer c.Close()
	for id, want := range map[string]string{
		"https://sandbox-api.axonvx.com/api/biz2/v1/schema/Azure-provider.schema.json": "v1/schema/Azure-provider.schema.json",
		"https://api.example/own/base/v1/schema/a.json#/definitions/x":                 "v1/schema/a.json",
		"http://elsewhere.example/own/base/v1/schema/a.json?x=1":                       "v1/schema/a.json",
		"/own/base/v1/schema/definitions/b.json":                                       "v1/schema/definitions/b.json",
		"v1/schema/c d.json":                                                           "v1/schema/c%20d.json",
		"https://mirror.example/x/api/biz2/v1/schema/a.json":                           "v1/schema/a.json",
	} {
		if got, err := c.definitionPath(id); err != nil || got != want {
			t.Errorf("%s: got %q, %v", id, got, err)
		}
	}
	for _, id := range []string{
		"", "#/definitions/x", "https://evil.example/v1/schema/a.json", "/v1/schema/a.json", "//evil.example/a.json",
		"https://api.example/own/base/../../secret", "../a.json", "v1/../../a.json", "v1/%2e%2e/%2e%2e/a", `v1\..\a`,
		"https://api.example/own/baseball/a.json", "https://api.example/own/base", "https://api.example/own/base/", "v1//a", "v1/./a",
		"ftp://api.example/own/base/a", "file:///own/base/a", "urn:x:y", "http://[", "v1/a\x00", "v1/" + strings.Repeat("a", 2*longest),
		"https://user:pw@evil.example/other/a.json", "mailto:a@b.c", "v1/\u202ea",
	} {
		if got, err := c.definitionPath(id); err == nil {
			t.Errorf("%.60q became %q", id, got)
		} else if len(err.Error()) > 300 {
			t.Errorf("%.60q: a sentence of %d bytes", id, len(err.Error()))
		}
	}
}
