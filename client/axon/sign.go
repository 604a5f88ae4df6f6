package axon

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
)

// digest is the lower-case hex HMAC-SHA256 of METHOD, PATH and NONCE run together. The path is the whole one
// that is sent ("/api/biz2/v1/locations"), never the query. The document's prose leaves the nonce out of its
// sample; its shell script, which works, has it.
func digest(secret, method, path, nonce string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(method + path + nonce)) // a hash's Write never fails
	return hex.EncodeToString(mac.Sum(nil))
}

// signer puts key, digest and nonce on each request.
func signer(key, secret string) func(h http.Header, method, path, nonce string) {
	return func(h http.Header, method, path, nonce string) {
		h.Set("X-API-Key", key+":"+digest(secret, method, path, nonce))
		h.Set("X-API-TS", nonce)
	}
}
