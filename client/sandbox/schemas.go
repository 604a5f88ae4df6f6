package sandbox

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// schemaHost is what the $id of every schema begins with, as in the document's samples. It is a name, not an
// address: a client resolves references on the host it was configured with.
const schemaHost = "https://sandbox-api.axonvx.com/api/biz2/v1/schema/"

// unpublished schemas are known to the server and served to nobody, as the real API's definitions are.
const unpublished = "unpublished/"

//go:embed schema
var schemaFiles embed.FS

// schemaSet is the embedded schemas by the name they are served under.
type schemaSet struct {
	published map[string]json.RawMessage
	compiler  *jsonschema.Compiler
}

func loadSchemas() (*schemaSet, error) {
	set := &schemaSet{published: map[string]json.RawMessage{}, compiler: jsonschema.NewCompiler()}
	// Only what is embedded may be referred to: the sandbox reaches for no file and no network.
	set.compiler.UseLoader(jsonschema.SchemeURLLoader{})
	root, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		return nil, fmt.Errorf("the embedded schemas cannot be opened: %w", err)
	}
	err = fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return set.add(root, path)
	})
	if err != nil {
		return nil, fmt.Errorf("the embedded schemas cannot be read: %w", err)
	}
	return set, nil
}

func (set *schemaSet) add(root fs.FS, path string) error {
	text, err := fs.ReadFile(root, path)
	if err != nil {
		return err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	name, hidden := strings.CutPrefix(path, unpublished)
	if err := set.compiler.AddResource(schemaHost+name, doc); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if hidden {
		return nil
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	set.published[name] = compact.Bytes()
	return nil
}

func (set *schemaSet) raw(name string) json.RawMessage { return set.published[name] }

// fault is one way in which options break a schema.
type schemaFault struct {
	text    string
	missing bool // a required key is absent, rather than one that is there being wrong
}

// check validates options against a schema. The compiler keeps what it compiled, so each costs once.
func (set *schemaSet) check(name string, options map[string]any) ([]schemaFault, error) {
	schema, err := set.compiler.Compile(schemaHost + name)
	if err != nil {
		return nil, fmt.Errorf("the schema %s does not compile: %w", name, err)
	}
	err = schema.Validate(options)
	if err == nil {
		return nil, nil
	}
	var broken *jsonschema.ValidationError
	if !errors.As(err, &broken) {
		return nil, fmt.Errorf("the schema %s could not be applied: %w", name, err)
	}
	var out []schemaFault
	collect(broken, message.NewPrinter(language.English), &out)
	// The validator walks maps, so its order is chance; answers must not be.
	slices.SortFunc(out, func(a, b schemaFault) int { return strings.Compare(a.text, b.text) })
	return out, nil
}

func collect(e *jsonschema.ValidationError, p *message.Printer, out *[]schemaFault) {
	for _, cause := range e.Causes {
		collect(cause, p, out)
	}
	if len(e.Causes) > 0 {
		return
	}
	if required, ok := e.ErrorKind.(*kind.Required); ok {
		for _, key := range required.Missing {
			*out = append(*out, schemaFault{key + " is required", true})
		}
		return
	}
	where := strings.Join(e.InstanceLocation, ".")
	if where == "" {
		where = "the object"
	}
	*out = append(*out, schemaFault{where + ": " + e.ErrorKind.LocalizedString(p), false})
}

func (s *Server) getSchema(c *call) reply {
	raw, ok := s.schemas.published[c.arg["name"]]
	if !ok {
		return refuse(http.StatusNotFound, "There is no schema %s", c.arg["name"])
	}
	return reply{status: http.StatusOK, body: raw}
}
