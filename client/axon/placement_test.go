package axon

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"axdesk/client/loose"
)

func TestDocumentsOfAFirstPost(t *testing.T) {
	p := decoded(t, fixture(t, "documents.json"), decodePlacement)
	if p.Placed() || len(p.Documents) != 1 {
		t.Fatalf("placed %v, %d documents", p.Placed(), len(p.Documents))
	}
	same(t, p.Documents[0], Document{
		ID: "TCGEN0001.01647836398.QVhPTlZYIFN0YW5kYXJkIFRlcm1zLm1k", ContentType: "Content-type: text/markdown",
		Title: "AXON Standard Terms & Conditions", Text: "# Terms and Conditions\n- **1.** You pay.\n",
		// printf '# Terms and Conditions\n- **1.** You pay.\n' | sha256sum
		Body:   []byte("# Terms and Conditions\n- **1.** You pay.\n"),
		Whole:  true,
		SHA256: "023b911fdc2291da5fda7b16971fef3322ffd1daa34f2d5dfd3d47e0963cb1a4",
	})
}

func TestWhatWasPlaced(t *testing.T) {
	p := decoded(t, fixture(t, "allocated.json"), decodePlacement)
	same(t, p.Resources, []Allocated{{
		"f54326cd-b100-4563-90fc-9f7f473dba19", "My first port label", "AU-NXT-S1", "S1-IR2-EE05-A Port 9/10",
	}})
	for _, body := range []string{
		string(fixture(t, "service_placed.json")), `{"resources":[{"service_id":"4a20a793-c84b-40ee-affe-cd90d3d5989c"}]}`,
		`[{"service_guid":"4a20a793-c84b-40ee-affe-cd90d3d5989c"}]`, `{"service":{"service_id":"4a20a793-c84b-40ee-affe-cd90d3d5989c"}}`,
	} {
		p := decoded(t, []byte(body), decodePlacement)
		if p.ServiceID != "4a20a793-c84b-40ee-affe-cd90d3d5989c" || !p.Placed() || len(p.Resources) != 0 {
			t.Errorf("%s: %+v", body, p)
		}
	}
	for _, body := range []string{`{}`, `null`, `{"documents":[]}`, `{"resources":[{}]}`, `{"status":"ok"}`, `true`} {
		v, _ := loose.Parse([]byte(body))
		if _, ok := decodePlacement(v, at); ok {
			t.Errorf("%s was taken for terms or an order", body)
		}
	}
}

const terms = "# Terms\n\nfo\xc3\xb8? \xef\xbf\xbd>>\n"

func doc(t *testing.T, body, contentType string) Document {
	t.Helper()
	row, err := json.Marshal(map[string]string{"document_id": "D1", "content_type": contentType, "body_base64": body})
	if err != nil {
		t.Fatal(err)
	}
	return document(loose.Value(row))
}

func TestBase64InAllItsForms(t *testing.T) {
	std := base64.StdEncoding.EncodeToString([]byte(terms))
	for _, body := range []string{
		std, base64.RawStdEncoding.EncodeToString([]byte(terms)), base64.URLEncoding.EncodeToString([]byte(terms)),
		base64.RawURLEncoding.EncodeToString([]byte(terms)), std[:8] + "\r\n" + std[8:20] + " \t" + std[20:] + "\n",
	} {
		d := doc(t, body, "text/markdown; charset=utf-8")
		sum := sha256.Sum256([]byte(terms))
		if d.Text != terms || d.Fault != "" || d.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%q: text %q, fault %q, sum %s", body, d.Text, d.Fault, d.SHA256)
		}
	}
}

func TestDocumentFaults(t *testing.T) {
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	for _, f := range []struct {
		body, contentType, text, fault string
	}{
		{"# Not base64!", "text/markdown", "# Not base64!", "isn't valid base64"},
		{"", "text/markdown", "", "is empty"},
		{b64(" \n\t"), "text/markdown", " \n    ", "is empty"},
		{b64("a\xffb"), "text/markdown", "a\ufffdb", "isn't UTF-8"},
		{b64("<b>x</b>"), "Content-Type: TEXT/HTML; charset=x", "<b>x</b>", "is text/html, not Markdown"},
		{b64("x\x1b[2Jy\u202e"), "", "xy", ""},
		{b64("x"), "content-type:text/x-markdown", "x", ""},
		{b64(strings.Repeat("a", 30_000)), "", "", "too long to be shown whole"},
		{b64(strings.Repeat("line\n", 1_000_000)), "", "", "too long to be shown whole"},
	} {
		d := doc(t, f.body, f.contentType)
		if whole := f.fault == "" || strings.Contains(f.fault, "Markdown"); d.Whole != whole {
			t.Errorf("%.40q: whole is %v", f.body, d.Whole)
		}
		if f.text != "" && d.Text != f.text || !strings.Contains(d.Fault, f.fault) || (f.fault == "") != (d.Fault == "") {
			t.Errorf("%.40q: text %.40q, fault %q", f.body, d.Text, d.Fault)
		}
	}
	for _, id := range []string{`null`, `""`, `"a\u001b[mb"`} {
		if d := document(loose.Value(`{"document_id":` + id + `,"body_base64":"eA=="}`)); !strings.Contains(d.Fault, "can't be signed") {
			t.Errorf("id %s: fault %q", id, d.Fault)
		}
	}
}
