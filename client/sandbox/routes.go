package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

const (
	axonBase        = "/api/biz2"
	discoverPattern = "/v1/services/{company}/{guid}/DISCOVER"
)

// route is one call of the document.
type route struct {
	method  string
	pattern string // {name} matches one segment, {name...} the rest
	serve   func(*Server, *call) reply
}

func routes() []route {
	return []route{
		{"GET", "/v1/user", (*Server).getUser},
		{"GET", "/v1/locations", (*Server).getLocations},
		{"GET", "/v1/resource/TYPES", (*Server).getTypes},
		{"GET", "/v1/resource/PROVIDERS", (*Server).getProviders},
		{"GET", "/v1/schema/{name...}", (*Server).getSchema},
		{"GET", "/v1/resources/{company}/DISCOVER", (*Server).discoverResources},
		{"GET", "/v1/resources/{company}", (*Server).listResources},
		{"POST", "/v1/resource/{company}", (*Server).postResource},
		{"DELETE", "/v1/resource/{guid}", (*Server).deleteResource},
		{"GET", discoverPattern, (*Server).discoverServices},
		{"GET", "/v1/services/{company}", (*Server).listServices},
		{"GET", "/v1/limitations/{type}/{guid}", (*Server).getLimitations},
		{"POST", "/v1/service/exc/{company}", (*Server).postService},
		{"GET", "/v1/service/exc/{guid}/INFO", (*Server).getInfo},
		{"PUT", "/v1/service/exc/{guid}", (*Server).putService},
		{"DELETE", "/v1/service/exc/{guid}", (*Server).deleteService},
		{"GET", "/v1/service/{guid}", (*Server).getService},
	}
}

// findRoute returns the route of a path below a base, or the 404 or 405 that says why there is none.
func findRoute(table []route, base, method, path string) (*route, map[string]string, reply) {
	var allowed []string
	for _, rt := range table {
		arg, ok := match(rt.pattern, path)
		if !ok {
			continue
		}
		if rt.method == method {
			return &rt, arg, reply{}
		}
		allowed = append(allowed, rt.method)
	}
	if len(allowed) == 0 {
		return nil, nil, refuse(http.StatusNotFound, "Nothing is served at %s%s", base, path)
	}
	rep := refuse(http.StatusMethodNotAllowed, "%s is not allowed at %s%s", method, base, path)
	rep.allow = strings.Join(allowed, ", ")
	return nil, nil, rep
}

func match(pattern, path string) (map[string]string, bool) {
	arg := map[string]string{}
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	for i, w := range want {
		if i >= len(have) {
			return nil, false
		}
		name, isArg := strings.CutPrefix(w, "{")
		name = strings.TrimSuffix(name, "}")
		if rest, ok := strings.CutSuffix(name, "..."); isArg && ok {
			arg[rest] = strings.Join(have[i:], "/")
			return arg, true
		}
		if !isArg && w != have[i] {
			return nil, false
		}
		if isArg {
			value, err := url.PathUnescape(have[i])
			if err != nil || value == "" {
				return nil, false
			}
			arg[name] = value
		}
	}
	return arg, len(want) == len(have)
}

// readObject reads a JSON object of at most 1 MiB.
func readObject(w http.ResponseWriter, r *http.Request) (map[string]any, *reply) {
	bad := func(status int, format string, args ...any) (map[string]any, *reply) {
		rep := refuse(status, format, args...)
		return nil, &rep
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return bad(http.StatusBadRequest, "Content-Type must be application/json")
	}
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, bodyLimit))
	dec.UseNumber()
	var body map[string]any
	err := dec.Decode(&body)
	if err == nil {
		_, err = dec.Token()
		if errors.Is(err, io.EOF) {
			err = nil
		} else if err == nil {
			err = errors.New("something follows the object")
		}
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return bad(http.StatusRequestEntityTooLarge, "The body is larger than %d bytes", bodyLimit)
	case err != nil:
		return bad(http.StatusBadRequest, "The body is not a JSON object: %s", err)
	case body == nil:
		return bad(http.StatusBadRequest, "The body is null; a JSON object is expected")
	}
	return body, nil
}
