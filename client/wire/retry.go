package wire

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

const (
	mostAttempts = 4
	firstWait    = 500 * time.Millisecond
	// longestWait is the longest Retry-After that is waited out; beyond it a person is told instead.
	longestWait = 30 * time.Second
)

// retry makes a GET up to four times. The lane is free for others while it waits, and each attempt is signed anew.
func (c *Client) retry(ctx context.Context, f *flight) (*Answer, *Error) {
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval, pause.Multiplier, pause.MaxInterval = firstWait, 2, longestWait
	tries, mended := 0, false
	var bad *Error
	answer, err := backoff.Retry(ctx, func() (*Answer, error) {
		tries++
		var a *Answer
		a, bad = c.attempt(ctx, f.call, tries)
		if bad == nil {
			return a, nil
		}
		f.last.Store(bad)
		switch {
		case bad.clock && !mended && !f.call.marks.once:
			mended = true
			return nil, &backoff.RetryAfterError{}
		case !bad.again || f.call.marks.once:
			return nil, backoff.Permanent(bad)
		case bad.RetryAfter > 0:
			return nil, &backoff.RetryAfterError{Duration: bad.RetryAfter}
		}
		return nil, bad
	}, backoff.WithBackOff(pause), backoff.WithMaxTries(mostAttempts), backoff.WithMaxElapsedTime(0))
	if err == nil {
		return answer, nil
	}
	if tries > 1 {
		told := *bad        // others may be reading bad as the last one by now
		told.Unsent = false // of the last attempt only
		told.What += ", in " + strconv.Itoa(tries) + " attempts"
		bad = &told
	}
	return nil, bad
}

// retryAfter reads Retry-After, which is seconds or a date; 0 when there is none.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if sec, err := strconv.ParseInt(value, 10, 32); err == nil {
		return max(time.Duration(sec)*time.Second, 0)
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	// By the server's own clock, where it tells it.
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return max(at.Sub(now), 0)
}
