package stripefake

import (
	"encoding/json"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
	"github.com/kith-crm/kith/internal/platform/billing/stripefake/wire"
)

// Counts says how many objects of each kind there are; charges are the successful ones.
func (s *Server) Counts() map[string]int {
	counts := map[string]int{}
	s.view(func(l *ledger.Ledger) {
		counts["customers"] = len(l.Customers.Where(func(c *ledger.Customer) bool { return !c.Deleted }))
		counts["subscriptions"] = len(l.Subscriptions.All())
		counts["invoices"] = len(l.Invoices.All())
		counts["charges"] = len(l.Charges.Where(func(c *ledger.Charge) bool { return c.Paid }))
		counts["products"] = len(l.Products.All())
		counts["prices"] = len(l.Prices.All())
		counts["sessions"] = len(l.Sessions.All())
		counts["schedules"] = len(l.Schedules.All())
		counts["events"] = len(l.Events.All())
		counts["undelivered"] = len(l.Events.Where(func(e *ledger.Event) bool { return !e.Delivered() }))
	})
	return counts
}

// Customers are copies of the customers, oldest first.
func (s *Server) Customers() (out []ledger.Customer) {
	s.view(func(l *ledger.Ledger) {
		for _, c := range l.Customers.All() {
			if !c.Deleted {
				out = append(out, copied(c))
			}
		}
	})
	return out
}

// Subscription is a copy of the customer's newest subscription; ok is false when there never was one.
func (s *Server) Subscription(customer string) (sub ledger.Subscription, ok bool) {
	s.view(func(l *ledger.Ledger) {
		all := l.Subscriptions.Where(func(x *ledger.Subscription) bool { return x.Customer == customer })
		if ok = len(all) > 0; ok {
			sub = copied(all[len(all)-1])
		}
	})
	return sub, ok
}

// Invoices are copies of a customer's invoices, oldest first.
func (s *Server) Invoices(customer string) (out []ledger.Invoice) {
	s.view(func(l *ledger.Ledger) {
		for _, inv := range l.Invoices.Where(func(i *ledger.Invoice) bool { return i.Customer == customer }) {
			out = append(out, copied(inv))
		}
	})
	return out
}

// Object is any object by its id, as the API shows it; nil when there is none.
func (s *Server) Object(id string) (o wire.Object) {
	s.view(func(l *ledger.Ledger) {
		if o, _ = l.Find(id); o != nil {
			wire.Strip(o)
		}
	})
	return o
}

// Events are the types of all events, oldest first.
func (s *Server) Events() (types []string) {
	s.view(func(l *ledger.Ledger) {
		for _, e := range l.Events.All() {
			types = append(types, e.Type)
		}
	})
	return types
}

// copied is an object that shares nothing with the ledger.
func copied[T any](row *T) (out T) {
	raw, err := json.Marshal(row)
	if err == nil {
		err = json.Unmarshal(raw, &out)
	}
	if err != nil {
		panic(err) // our own structs go there and back
	}
	return out
}
