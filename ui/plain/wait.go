package plain

import (
	"context"
	"time"

	"axdesk/client/wire"
	"axdesk/ui/words"
)

// When a question that is under way is told of, and how often after that.
const (
	quietFor  = 2 * time.Second
	tellEvery = 10 * time.Second
)

// fetch asks an API or the store, under a time limit, and says what it waits for when that lasts.
func fetch[T any](s *Session, what string, limit time.Duration, call func(context.Context) (T, error)) (T, error) {
	return await(s, s.ctx, what, limit, call)
}

// sending is fetch for what buys or changes something: nothing that is typed gives it up, since its answer must not be lost.
func sending[T any](s *Session, what string, call func(context.Context) (T, error)) (T, error) {
	return await(s, context.WithoutCancel(s.ctx), what, limitPlace, call)
}

func await[T any](s *Session, ctx context.Context, what string, limit time.Duration, call func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		v, err := call(ctx)
		done <- result{v, err}
	}()
	began, told := time.Now(), time.NewTimer(quietFor)
	defer told.Stop()
	for first := true; ; first = false {
		select {
		case r := <-done:
			return r.value, r.err
		case <-told.C:
			if first {
				s.say(what + "...")
			} else {
				s.say(what + "... " + words.Age(time.Since(began)) + " so far.")
			}
			told.Reset(tellEvery)
		}
	}
}

// failed says why a question got no answer, and asks whether to put it again: nil puts it again.
func (s *Session) failed(err error) error {
	if s.ctx.Err() != nil {
		return errQuit
	}
	s.say(wire.Sentence(err))
	return s.word("retry", "Type retry to ask once more, or back", "Nothing was sent that changes anything, and what was answered is kept.", nil)
}

// must asks until there is an answer, or somebody goes elsewhere.
func must[T any](s *Session, what string, call func(context.Context) (T, error)) (T, error) {
	for {
		v, err := fetch(s, what, limitRead, call)
		if err == nil {
			return v, nil
		}
		if err := s.failed(err); err != nil {
			return v, err
		}
	}
}

// kept asks the store until there is an answer, or somebody goes elsewhere.
func kept[T any](s *Session, call func(context.Context) (T, error)) (T, error) {
	for {
		ctx, cancel := context.WithTimeout(s.ctx, limitStore)
		v, err := call(ctx)
		cancel()
		if err == nil {
			return v, nil
		}
		if err := s.failed(err); err != nil {
			return v, err
		}
	}
}
