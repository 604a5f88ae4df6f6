package backend

import (
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"axdesk/client/config"
	"axdesk/client/order"
	"axdesk/client/store/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

func credentials(t *testing.T) *config.Credentials {
	t.Helper()
	base, err := url.Parse("http://127.0.0.1:1/api/biz2") // nothing is asked of it
	if err != nil {
		t.Fatal(err)
	}
	return &config.Credentials{Base: base, Key: "key", Secret: "secret"}
}

// TestHostsShareAStore has one host told of it by its options and another by the environment.
func TestHostsShareAStore(t *testing.T) {
	where := pgtest.URL(t)
	one, err := Open(t.Context(), Options{StateDir: t.TempDir(), Store: where}, credentials(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	t.Setenv("AXDESK_STORE", where)
	other, err := Open(t.Context(), Options{StateDir: t.TempDir()}, credentials(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	row := order.Entry{Scope: one.Scope, Ref: "AX-1", Kind: "port", Seq: 1, State: "confirmed", At: time.Unix(1, 0)}
	if err := one.Store.Append(t.Context(), row); err != nil {
		t.Fatal(err)
	}
	if list, err := other.Store.Timeline(t.Context(), other.Scope, "AX-1", "port"); err != nil || len(list) != 1 {
		t.Errorf("the other host sees %d rows, %v", len(list), err)
	}
}

func TestAStoreNeedsOneAPI(t *testing.T) {
	for _, c := range []struct {
		store string
		creds *config.Credentials
		want  string
	}{
		{"postgres://desk:hush@127.0.0.1:1/axdesk", nil, "no credentials for AXON are set"},
		{"/var/lib/axdesk", credentials(t), "takes a URL such as postgres://"},
		{"mysql://desk:hush@127.0.0.1:1/axdesk", credentials(t), "takes a URL such as postgres://"},
	} {
		dir := t.TempDir()
		b, err := Open(t.Context(), Options{StateDir: dir, Store: c.store}, c.creds, nil)
		if err == nil {
			b.Close()
			t.Fatalf("%s is opened", c.store)
		}
		if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hush") {
			t.Errorf("%q does not say %q, or tells the password", err, c.want)
		}
		if made, err := os.ReadDir(dir); err != nil || len(made) != 0 {
			t.Errorf("something is kept in the state directory instead: %v, %v", made, err)
		}
	}
}
