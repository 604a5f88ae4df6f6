package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// object is a JSON object that remembers the order of its keys, for a form shows its fields as their author
// put them.
type object struct {
	keys []string
	at   map[string]any
}

func (o *object) str(key string) (string, bool) {
	s, ok := o.at[key].(string)
	return s, ok
}

// parse reads one JSON value. Objects come as *object, arrays as []any, numbers as json.Number.
func parse(raw []byte, limit int) (any, error) {
	if len(raw) > limit {
		return nil, fmt.Errorf("it is larger than %d KB", limit/1024)
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	v, err := parseValue(dec, 0)
	if err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more text follows its end")
	}
	return v, nil
}

func parseValue(dec *json.Decoder, depth int) (any, error) {
	if depth > maxParse {
		return nil, fmt.Errorf("it is nested more than %d deep", maxParse)
	}
	token, err := dec.Token()
	if err != nil {
		return nil, errors.New("it is not JSON")
	}
	switch token {
	case json.Delim('{'):
		return parseObject(dec, depth)
	case json.Delim('['):
		list := []any{}
		for dec.More() {
			v, err := parseValue(dec, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, closing(dec)
	}
	return token, nil
}

func parseObject(dec *json.Decoder, depth int) (any, error) {
	o := &object{at: map[string]any{}}
	for dec.More() {
		token, err := dec.Token()
		key, ok := token.(string)
		if err != nil || !ok {
			return nil, errors.New("it is not JSON")
		}
		v, err := parseValue(dec, depth+1)
		if err != nil {
			return nil, err
		}
		if _, again := o.at[key]; !again {
			o.keys = append(o.keys, key)
		}
		o.at[key] = v
	}
	return o, closing(dec)
}

func closing(dec *json.Decoder) error {
	if _, err := dec.Token(); err != nil {
		return errors.New("it is not JSON")
	}
	return nil
}

// plain turns a parsed value into what the jsonschema library takes. It is false for a value that holds a
// number which would take the library's exact arithmetic out of all bounds.
func plain(v any) (any, bool) {
	switch v := v.(type) {
	case *object:
		m := make(map[string]any, len(v.at))
		for key, member := range v.at {
			p, ok := plain(member)
			if !ok {
				return nil, false
			}
			m[key] = p
		}
		return m, true
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			p, ok := plain(item)
			if !ok {
				return nil, false
			}
			list[i] = p
		}
		return list, true
	case json.Number:
		return v, modest(v)
	}
	return v, true
}

// modest tells whether a number can be expanded to all its digits: 1e999999999 is ten bytes of JSON and half a
// gigabyte of arithmetic.
func modest(n json.Number) bool {
	mantissa, exponent, found := strings.Cut(strings.ToLower(n.String()), "e")
	if len(mantissa) > 80 {
		return false
	}
	if !found {
		return true
	}
	e, err := strconv.Atoi(exponent)
	return err == nil && e >= -300 && e <= 300
}

// textOf is a value as a person would type it; compact JSON for what is nested.
func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}
