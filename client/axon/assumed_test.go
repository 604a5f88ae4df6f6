package axon

import "testing"

func TestPortOfReadsOnlyWhatTheAnswerSays(t *testing.T) {
	for raw, want := range map[string]string{
		`{"service_id":"s","resource_guid":"p-1"}`:                   "p-1",
		`{"service":{"service_id":"s","resource_guid":"p-2"}}`:       "p-2",
		`{"service_id":"s"}`:                                         "",
		`{"service_id":"s","resource_guid":null}`:                    "",
		`{"service_id":"s","resource_guid":"p\u001b[31m-3"}`:         "p-3",
		`{"service_id":"s","product_options":{"resource_guid":"x"}}`: "",
		`not json`: "",
		``:         "",
	} {
		if got := PortOf(Service{Raw: []byte(raw)}); got != want {
			t.Errorf("%s tells the port %q, want %q", raw, got, want)
		}
	}
}

func TestChangeableIsWhatTheDocumentChanges(t *testing.T) {
	for key, want := range map[string]bool{"outer_vlan": true, "bandwidth_cir": true, "description": true, "skey": false, "": false, "document_ids": false} {
		if Changeable(key) != want {
			t.Errorf("%q: %v", key, !want)
		}
	}
}
