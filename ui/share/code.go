package share

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Codes are eight characters of Crockford's base 32 (crockford.com/base32.html), which has no letters that are heard or read
// as others: 40 bits, valid for minutes, and the server limits how often one may guess.
const (
	alphabet   = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	codeLength = 8
)

// newCode makes a code as it is read out: "7KQ4-9MZP".
func newCode() string {
	b := make([]byte, codeLength)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program first
	for i, v := range b {
		b[i] = alphabet[int(v)%len(alphabet)]
	}
	return string(b[:4]) + "-" + string(b[4:])
}

// readCode takes a code as people write it down: in small letters, with blanks, with O for 0 and I or L for 1. It gives "" for
// what is no code.
func readCode(typed string) string {
	var b strings.Builder
	for _, r := range strings.ToUpper(typed) {
		switch r {
		case ' ', '-':
			continue
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		if !strings.ContainsRune(alphabet, r) || b.Len() == codeLength {
			return ""
		}
		b.WriteRune(r)
	}
	if b.Len() != codeLength {
		return ""
	}
	return b.String()[:4] + "-" + b.String()[4:]
}

// sumOf is what a code is known by in the store, which never has the code itself.
func sumOf(code string) string {
	b := sha256.Sum256([]byte("axdesk share " + code))
	return hex.EncodeToString(b[:])
}
