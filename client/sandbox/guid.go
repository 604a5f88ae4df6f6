package sandbox

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"regexp"
)

// hash is the sandbox's only source of chance: the same seed, label and number always draw the same bytes.
func hash(seed uint64, label string, n uint64) [sha256.Size]byte {
	buf := binary.BigEndian.AppendUint64(make([]byte, 0, 64), seed) // room for most labels, off the heap
	buf = binary.BigEndian.AppendUint64(buf, n)
	return sha256.Sum256(append(buf, label...))
}

func hashHex(seed uint64, label string, n uint64) string {
	sum := hash(seed, label, n)
	return hex.EncodeToString(sum[:])
}

// pick draws a number in [0, n).
func pick(seed uint64, label string, draw uint64, n int) int {
	sum := hash(seed, label, draw)
	return int(binary.BigEndian.Uint32(sum[:4]) % uint32(n)) //nolint:gosec // n is a small positive length
}

// guidSource numbers what it makes, so that GUIDs depend on the order of requests and on nothing else.
type guidSource struct {
	seed uint64
	made uint64
}

func (g *guidSource) next() string {
	g.made++
	return guidOf(g.seed, "guid", g.made)
}

func guidOf(seed uint64, label string, n uint64) string {
	b := hash(seed, label, n)
	b[6] = b[6]&0x0f | 0x40 // version 4
	b[8] = b[8]&0x3f | 0x80 // variant of RFC 9562
	out := make([]byte, 0, 37)
	for _, part := range [][]byte{b[:4], b[4:6], b[6:8], b[8:10], b[10:16]} {
		out = append(hex.AppendEncode(out, part), '-')
	}
	return string(out[:36])
}

var guidPattern = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
