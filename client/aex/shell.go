package aex

import "axdesk/client/wire"

// Shell is how a request is proved in a shell: by the token, from a variable of the environment.
func Shell() wire.Shell {
	return wire.Shell{
		Before:  []string{"# AEx issues the token.", ": \"${AXDESK_AEX_TOKEN:?set it first}\""},
		Headers: []string{"Authorization: Bearer $AXDESK_AEX_TOKEN"},
	}
}
