package plain

import (
	"context"
	"strings"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// sendWord asks AXON for the terms of an order. Where it asks for none, that request places the order.
const sendWord = "send"

// signWord signs the document that was read to its end.
const signWord = "sign"

// committing are the words that buy or sign.
var committing = []string{sendWord, signWord, order.PlaceWord, order.AgainWord}

// summary says all that was chosen, what it costs and who pays, and sends the first request once a word is typed.
func (o *ordering) summary(kind order.Kind) error {
	w := o.w
	o.heading()
	d := o.doubt(kind)
	d.Settled()
	body, problems := w.Body(kind, o.forms[kind])
	if len(problems) > 0 {
		o.say(order.Says(problems))
		return errBack
	}
	p := w.Purchase(kind, body, o.login(w.Account), o.secretNames()[kind])
	o.sum(kind, p)
	if why := o.mayNot("ask for the terms", w.Ref); why != "" {
		o.say(why)
		return errBack
	}
	if !d.Unsure() && w.Covers(o.offers[kind], o.forms[kind]) {
		return o.termsHere()
	}
	again, done, err := o.inDoubt(kind, p)
	if err != nil || done {
		return err
	}
	if !again {
		o.say("Nothing is bought yet. Next you read and sign AXON's terms, and place the order by typing a word. Where AXON asks for no terms, " +
			"this request itself places the order, at this price.")
		if err := o.word(sendWord, "Type send to ask AXON for the terms, or back", "send sends the request, once. back changes what was answered.", nil); err != nil {
			return err
		}
	}
	p.Again = again
	return o.request(kind, p)
}

// termsHere waits before it leads to terms that AXON gave already: whoever came back from them would be led there again at once,
// and never to the answers before.
func (o *ordering) termsHere() error {
	o.say("The terms of this order are here already, with what was signed of them: nothing is asked anew, unless an answer changes.")
	for {
		text, err := o.ask(question{prompt: "Enter for the terms, or back", help: "back goes to the answers, which can be changed: AXON is asked for other terms then."})
		switch {
		case err != nil:
			return err
		case text == "":
			return o.next()
		}
		if err := o.wrong("Press enter to read the terms, or type back."); err != nil {
			return err
		}
	}
}

// sum says a purchase whole.
func (o *ordering) sum(kind order.Kind, p order.Purchase) {
	w := o.w
	path := ""
	if w.Candidate != nil {
		path = pathOf(w.Candidate.Chain)
	}
	o.say("Summary of the " + kind.Word() + ".")
	o.sayFacts(words.Choices(w, kind, o.forms[kind], path))
	if q, err := w.Quote(kind); err != nil {
		o.say("Price: " + err.Error())
	} else {
		o.say("Price: " + q.Words(o.Currency) + ".")
		if q.CurrencyOr(o.Currency) == "" {
			o.say("Amounts are as AXON gives them: it names neither a currency nor a tax.")
		}
	}
	o.say("Billed to: " + p.CompanyName + ", " + p.CompanyID + ".")
}

// request sends the first POST: normally the terms come back, but nothing in the document promises that it can't place at once.
func (o *ordering) request(kind order.Kind, p order.Purchase) error {
	got, err := sending(o.Session, "Asking AXON for the terms", func(ctx context.Context) (axon.Placement, error) {
		return order.Request(ctx, o.API, o.Journal, p)
	})
	switch {
	case got.Placed(): // what is placed is placed, even where its answer could not be journaled
		return o.placed(kind, got, err)
	case err != nil:
		return o.refused(kind, err)
	case len(got.Documents) == 0:
		return o.refused(kind, order.Senseless())
	}
	*o.doubt(kind) = order.Doubt{}
	if o.offers == nil {
		o.offers = map[order.Kind]*order.Offer{}
	}
	o.offers[kind] = &order.Offer{Purchase: p, Placement: got}
	return o.next()
}

// refused takes what went wrong with a request. In doubt, the step is asked again, which begins by looking for the order.
func (o *ordering) refused(kind order.Kind, err error) error {
	d := o.doubt(kind)
	d.Failed(err)
	switch {
	case d.Unsure() && o.Terminal:
		return nil // the step says it, and what can be done
	case d.Unsure():
		o.say(wire.Sentence(err))
		return ErrDoubt // the answers behind it were written for an order that is placed
	}
	o.say(wire.Sentence(err))
	if !o.Terminal {
		return ErrRefused
	}
	return o.word("on", "Nothing was ordered. Type on to see the order again, or back", "on shows the step again. back goes to the step before, and back from there on to the answers, which can be changed.", nil)
}

// placed takes what was bought into the walk.
func (o *ordering) placed(kind order.Kind, p axon.Placement, unwritten error) error {
	if !o.w.Take(kind, p) {
		return o.refused(kind, order.Unnamed(kind))
	}
	delete(o.offers, kind)
	*o.doubt(kind) = order.Doubt{}
	if kind == order.KindPort {
		o.allocated = p.Resources
	}
	if unwritten != nil {
		o.say(wire.Sentence(unwritten))
	}
	o.say("The " + kind.Word() + " is ordered.")
	return o.next()
}

// inDoubt settles what may have been bought though no answer said so: it is looked for, and a person decides by typing a word
// whether to send it again. done tells that it was found.
func (o *ordering) inDoubt(kind order.Kind, p order.Purchase) (again, done bool, err error) {
	d := o.doubt(kind)
	for d.Unsure() {
		o.say(wire.Sentence(d.Err))
		if !d.Sought {
			err := o.word("look", "Nothing is sent again by itself. Type look to look for order "+o.w.Ref+", or back",
				"look asks AXON for the company's "+kind.Word()+"s, and sends nothing that could buy anything.", nil)
			if err != nil {
				return false, false, err
			}
			if done, err := o.look(kind, p); done || err != nil {
				return false, done, err
			}
			continue
		}
		o.say(d.Says)
		lookAgain := func() error {
			done, err := o.look(kind, p)
			if err == nil && done {
				return errFound
			}
			if err == nil {
				o.say(d.Says)
			}
			return err
		}
		err := o.word(order.AgainWord, "It may have been ordered already. Type again to send it again all the same, billed to "+p.CompanyName+"; look to look once more; or back",
			"If the order does exist, sending it again buys a second one: look in the AXON portal where you can.", map[string]func() error{"look": lookAgain})
		if err == errFound { //nolint:errorlint // our own, and never wrapped
			return false, true, nil
		}
		return err == nil, false, err
	}
	return false, false, nil
}

// look searches for an order of which no sure answer came.
func (o *ordering) look(kind order.Kind, p order.Purchase) (found bool, err error) {
	d := o.doubt(kind)
	seen, err := fetch(o.Session, "Looking for the order "+o.w.Ref, limitRead, func(ctx context.Context) (order.Sighting, error) {
		return order.Look(ctx, o.API, o.Journal, p)
	})
	if o.ctx.Err() != nil {
		return false, errQuit
	}
	d.Says, d.Sought = seen.Says, true
	if err != nil {
		d.Says = "It could not be looked for. " + wire.Sentence(err) + " Look in the AXON portal before you order again."
	}
	if !seen.Found {
		return false, nil
	}
	o.say(seen.Says)
	return true, o.placed(kind, seen.Placement, err)
}

// terms has each document read to its end and signed, and places the order once a word is typed.
func (o *ordering) terms(kind order.Kind) error {
	o.heading()
	offer := o.offers[kind]
	if offer == nil {
		o.say("There are no terms on offer for this order: go back to the summary and ask for them.")
		return errBack
	}
	var signed []order.Signature
	docs := offer.Placement.Documents
	o.say(parts.Plural(len(docs), "document is", "documents are") + " to be read and signed.")
	for i, doc := range docs {
		if s := offer.Signature(doc); s != nil {
			signed = append(signed, *s)
			o.say("Document " + of(i+1, len(docs)) + ", " + titleOf(doc, i) + ": signed at " + o.clock(s.At) + " by " + s.By + ".")
			continue
		}
		s, err := o.readAndSign(offer, doc, i, signed)
		if err != nil {
			return err
		}
		signed = append(signed, s)
		offer.Signed = signed
	}
	again, done, err := o.inDoubt(kind, offer.Purchase)
	if err != nil || done {
		return err
	}
	if !again {
		price := ""
		if q, err := o.w.Quote(kind); err == nil {
			price = q.Short(o.Currency) + ", "
		}
		err := o.word(order.PlaceWord, "Every document is signed. Type place to order for "+price+"billed to "+offer.Purchase.CompanyName+" "+offer.Purchase.CompanyID+"; or back",
			"place buys it. It is sent once, and written down before it leaves.", nil)
		if err != nil {
			return err
		}
	}
	p := offer.Purchase
	p.Again = again
	got, err := sending(o.Session, "Placing the order", func(ctx context.Context) (axon.Placement, error) {
		return order.Place(ctx, o.API, o.Journal, p, docs, signed)
	})
	if err != nil && !got.Placed() {
		return o.refused(kind, err)
	}
	return o.placed(kind, got, err)
}

func titleOf(doc axon.Document, i int) string {
	if doc.Title == "" {
		return "untitled document " + number(i+1)
	}
	return doc.Title
}

// page is how many lines of a document are said at once.
const page = 20

// readAndSign says a document to its end, whole and as it came, and takes its signature.
func (o *ordering) readAndSign(offer *order.Offer, doc axon.Document, i int, before []order.Signature) (order.Signature, error) {
	title := titleOf(doc, i)
	o.say("Document " + of(i+1, len(offer.Placement.Documents)) + ": " + title)
	if doc.Fault != "" {
		o.say(doc.Fault)
	}
	text := strings.Split(strings.TrimRight(doc.Text, "\n"), "\n")
	for {
		if err := o.sayPortions(text); err != nil {
			return order.Signature{}, err
		}
		if !doc.Whole {
			o.say("It can't be signed, because it can't be read whole: " + doc.Fault)
			return order.Signature{}, errBack
		}
		reread := false
		err := o.word(signWord, "That is the end of "+title+". Type sign to sign it as "+o.signer(offer)+"; read to read it again; or back",
			"A signature is kept with who, when, and the SHA-256 of the text as it came.", map[string]func() error{
				"read": func() error { reread = true; return errFound },
				"rest": func() error { return nil }, // a short document has none, which a script can't know
			})
		if reread {
			continue
		}
		if err != nil {
			return order.Signature{}, err
		}
		s := order.Signature{DocumentID: doc.ID, Title: doc.Title, SHA256: doc.SHA256, At: o.Now(), By: o.signer(offer)}
		if err := o.inStore(func(ctx context.Context) error { return o.Journal.Sign(ctx, offer.Purchase, append(before, s)) }); err != nil {
			o.say("Not signed: " + wire.Sentence(err))
			return order.Signature{}, errBack
		}
		o.say("Signed: " + title + ".")
		return s, nil
	}
}

// sayPortions says a text in portions.
func (o *ordering) sayPortions(text []string) error {
	rest := false
	for at := 0; at < len(text); at += page {
		end := min(len(text), at+page)
		for _, line := range text[at:end] {
			o.say(line)
		}
		if end == len(text) {
			return nil
		}
		for !rest {
			got, err := o.ask(question{
				prompt: "Lines " + number(at+1) + " to " + of(end, len(text)) + ". Enter or more goes on, rest goes on to the end",
				help:   "A document has to be read to its end before it can be signed.",
				extra:  map[string]func() error{"list": o.noList, "more": func() error { return errFound }, "rest": func() error { rest = true; return errFound }},
			})
			if err == errFound || err == nil && got == "" { //nolint:errorlint // our own, and never wrapped
				break
			}
			if err != nil {
				return err
			}
			if err := o.wrong("Press enter to read on, or type rest or back."); err != nil {
				return err
			}
		}
	}
	return nil
}

func (o *ordering) noList() error { return o.wrong("There is no list at this question.") }

// signer is who signs, as evidence names them.
func (o *ordering) signer(offer *order.Offer) string {
	switch {
	case !o.Person.Local():
		return o.Person.Evidence()
	case offer.Purchase.User != "":
		return offer.Purchase.User
	}
	return "the holder of the API key"
}
