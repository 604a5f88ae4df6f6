package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const nonceWindow = 2 * time.Minute

// nonce is X-API-TS taken exactly: as a float64, 1651447214.740975533 and …534 are the same number.
type nonce struct {
	seconds  int64
	fraction string // padded with zeros to fractionDigits
}

const fractionDigits = 18

func parseNonce(text string) (nonce, bool) {
	whole, fraction, dotted := strings.Cut(text, ".")
	if len(whole) == 0 || len(whole) > 12 || len(fraction) > fractionDigits || dotted && fraction == "" {
		return nonce{}, false
	}
	for _, digit := range whole + fraction {
		if digit < '0' || digit > '9' {
			return nonce{}, false
		}
	}
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return nonce{}, false
	}
	return nonce{seconds, fraction + strings.Repeat("0", fractionDigits-len(fraction))}, true
}

func (n nonce) after(m nonce) bool {
	return n.seconds > m.seconds || n.seconds == m.seconds && n.fraction > m.fraction
}

// time is the nonce to the nanosecond, which is all that the window needs.
func (n nonce) time() time.Time {
	nanos, err := strconv.ParseInt(n.fraction[:9], 10, 64)
	if err != nil {
		nanos = 0 // cannot be: parseNonce let digits through only
	}
	return time.Unix(n.seconds, nanos)
}

// authenticate returns the 401 of a request that may not pass, or nil. It uses the nonce up once the digest is
// right, whatever becomes of the request then; a nonce from outside the window is not kept, since one far ahead
// would lock its owner out.
func (s *Server) authenticate(r *http.Request, now time.Time) *reply {
	refused := func(format string, args ...any) *reply {
		rep := refuse(http.StatusUnauthorized, format, args...)
		return &rep
	}
	given, text := r.Header.Get("X-API-Key"), r.Header.Get("X-API-TS")
	if given == "" {
		return refused("The X-API-Key header is missing")
	}
	if text == "" {
		return refused("The X-API-TS header is missing")
	}
	key, digest, ok := strings.Cut(given, ":")
	if !ok || digest == "" {
		return refused("X-API-Key must have the form key:digest")
	}
	if subtle.ConstantTimeCompare([]byte(key), []byte(s.key)) != 1 {
		return refused("The API key is not known")
	}
	n, ok := parseNonce(text)
	if !ok {
		return refused("X-API-TS must be unix seconds with a decimal fraction, such as 1651447214.740975533")
	}
	mac := hmac.New(sha256.New, []byte(s.secret))
	mac.Write([]byte(r.Method + r.URL.EscapedPath() + text))
	if !hmac.Equal([]byte(digest), []byte(hex.EncodeToString(mac.Sum(nil)))) {
		return refused("The digest does not match: it must be the lower-case hex HMAC-SHA256 of method, path without query, and nonce")
	}
	if off := n.time().Sub(now); off > nonceWindow || off < -nonceWindow {
		return refused("The nonce %s is outside the 2 minute window: the server's time is %s", text, now.Format(time.RFC3339))
	}
	if !n.after(s.lastNonce) {
		return refused("The nonce %s is not increasing: each must be above the last one used with this key", text)
	}
	s.lastNonce = n
	return nil
}
