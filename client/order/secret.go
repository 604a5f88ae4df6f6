package order

import (
	"bytes"
	"encoding/json"
	"slices"

	"axdesk/client/schema"
)

// withheld stands in the journal and in drafts for what a schema calls a secret.
const withheld = "(a secret, not kept)"

// SecretsOf are the names of a form's fields that are secrets.
func SecretsOf(f schema.Form) []string {
	var names []string
	for _, field := range f.Fields {
		if field.Secret {
			names = append(names, field.Name)
		}
	}
	return names
}

// withoutSecrets is a body as the journal may keep it: the same bytes, but for the values of secret fields.
func withoutSecrets(body []byte, secrets []string) []byte {
	if len(secrets) == 0 {
		return body
	}
	var whole map[string]json.RawMessage
	if json.Unmarshal(body, &whole) != nil {
		return body
	}
	kept := body
	for _, options := range []string{"resource_options", "product_options"} {
		var fields map[string]json.RawMessage
		if json.Unmarshal(whole[options], &fields) != nil {
			continue
		}
		for _, name := range secrets {
			value, there := fields[name]
			key, err := json.Marshal(name)
			if !there || err != nil {
				continue
			}
			// The body is ours, written without spaces, so the pair stands in it as it is made here.
			kept = bytes.Replace(kept, slices.Concat(key, []byte(":"), value), slices.Concat(key, []byte(`:"`+withheld+`"`)), 1)
		}
	}
	return kept
}

// Withheld tells that a body from the journal lacks a secret, so that it can't be sent again as it stands.
func Withheld(body []byte) bool { return bytes.Contains(body, []byte(withheld)) }
