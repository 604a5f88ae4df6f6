package axon

import (
	"net/http"
	"os/exec"
	"strings"
	"testing"
)

// Made with the document's script, for secret 123:
//
//	printf %s "$method$path$nonce" | openssl dgst -sha256 -hmac 123 | sed 's/^.*= //'
var digests = []struct{ method, path, nonce, want string }{
	{
		"GET", "/api/biz2/v1/locations", "1651447214.740975533",
		"bd779cc74b67ccc41e9e4c369c4b577a0acc31876cc667295adec6e3dcc33fb7",
	},
	{
		"GET", "/api/biz2/v1/services/DEMOCO/f54326cd-b100-4563-90fc-9f7f473dba19/DISCOVER", "1652154828.131",
		"910e829742261973826604a9ebcb42de8e0700752cd5ca9d67381f5a4a009216",
	},
	{
		"POST", "/api/biz2/v1/service/exc/DEMOCO", "1652155133.664",
		"480dd3281267bdca381c3b6e13047a68db1409235ac6ad65fbc19cd00e182f31",
	},
	{
		"PUT", "/api/biz2/v1/service/exc/4a20a793-c84b-40ee-affe-cd90d3d5989c", "1652232339.444",
		"5050730b161293bdc9c2846990d57d81bc28395fb7e71ba52e2ddc1c4d650aac",
	},
	{
		"DELETE", "/api/biz2/v1/resource/f54326cd-b100-4563-90fc-9f7f473dba19", "1652232605.026",
		"08d77de98dbe3ee3afecd723627f27efcf2f25c15c45e420540201b197ca0e87",
	},
}

func TestDigestIsWhatOpensslMade(t *testing.T) {
	for _, d := range digests {
		if got := digest("123", d.method, d.path, d.nonce); got != d.want {
			t.Errorf("%s %s: got %s, want %s", d.method, d.path, got, d.want)
		}
	}
}

func TestDigestIsWhatOpensslMakesHere(t *testing.T) {
	_, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl isn't installed")
	}
	for _, d := range digests {
		run := exec.CommandContext(t.Context(), "openssl", "dgst", "-sha256", "-hmac", "123")
		run.Stdin = strings.NewReader(d.method + d.path + d.nonce)
		out, err := run.Output()
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(strings.TrimSpace(string(out)), " "+digest("123", d.method, d.path, d.nonce)) {
			t.Errorf("%s %s: openssl says %s", d.method, d.path, out)
		}
	}
}

func TestSignerSetsBothHeaders(t *testing.T) {
	h := http.Header{}
	d := digests[0]
	signer("key", "123")(h, d.method, d.path, d.nonce)
	if got := h.Get("X-API-Key"); got != "key:"+d.want {
		t.Errorf("X-API-Key is %q", got)
	}
	if got := h.Get("X-API-TS"); got != d.nonce {
		t.Errorf("X-API-TS is %q", got)
	}
}
