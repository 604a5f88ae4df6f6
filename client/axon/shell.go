package axon

import (
	"strings"

	"axdesk/client/wire"
)

// Shell is how a request is signed in a shell, as the document's script does it: key and secret come from variables of the
// environment, and the path is without its query.
func Shell(r wire.Record) wire.Shell {
	path, _, _ := strings.Cut(r.Path, "?")
	return wire.Shell{
		Before: []string{
			"# AXON wants each request signed: lower-case hex of the HMAC-SHA256, under the secret, of method, path (without the query) and a",
			"# nonce of seconds that only rises, within 2 minutes of its clock. A desk that works under the same key at once may be refused.",
			": \"${AXDESK_AXON_KEY:?set it first}\" \"${AXDESK_AXON_SECRET:?set it first}\"",
			"nonce=$(date +%s.%N)",
			"digest=$(printf %s " + wire.Quoted(r.Method+path) + `"$nonce" | openssl dgst -sha256 -hmac "$AXDESK_AXON_SECRET" | sed 's/^.*= //')`,
		},
		Headers: []string{"X-API-Key: $AXDESK_AXON_KEY:$digest", "X-API-TS: $nonce"},
	}
}
