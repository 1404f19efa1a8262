// Package web is the edge of the program: typed routes over Fiber that describe themselves in OpenAPI 3.1, and for each
// of them, once: who is calling, may they, input, transaction, errors. Nothing above it knows HTTP, nothing else knows
// Fiber or huma.
package web

import (
	"context"
	"net/http"
	"reflect"
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v3"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/trace"
)

// Access says who may call a route at all.
type Access int

// The kinds of access. The zero value is no access: a route has to say what it needs.
const (
	Undeclared Access = iota
	Public            // everybody
	SignedIn          // every member of the tenant, whatever the role
	Right             // members whose role has the right to Action on Object
	Operators         // those who run the service, by a session of their own; no tenant's token opens these routes
)

// Place says in which unit of work a route runs.
type Place int

// The places.
const (
	Tenant   Place = iota // one transaction on the tenant
	Platform              // one transaction on the platform's schema
	Outside               // none: the handler talks to the outside and opens short units itself
)

// Need is what a route's caller must have, and where the route runs.
type Need struct {
	Access         Access
	Object, Action string // of a Right
	Feature        string // of the plan; empty for what every plan has
	In             Place
	Sees           string // kind of what is read, where that is not Object: such a read is always noted
	ReadOnly       bool   // allowed to a tenant in the read-only state although it writes
	Once           bool   // needs an Idempotency-Key although it does not answer 201
	Fresh          bool   // the person must have shown who they are a short while ago: for acts that can't be taken back
	Unready        bool   // open also to somebody who must first change the password or set up a second step
	MaxBytes       int    // of the body; 0 means 1 MiB
	Heavy          bool   // needs much more memory than the body takes: only a few such requests are worked on at a time
}

// Route is one line of the published list of routes: the access matrix is generated from it.
type Route struct {
	Method, Path string
	Need         Need
	Status       int
}

// Router collects the routes of all domains.
type Router struct {
	api    huma.API
	edge   Edge
	turns  *turns
	routes []Route
}

// Routes lists what was registered.
func (r *Router) Routes() []Route { return r.routes }

// OpenAPI is the description of all routes.
func (r *Router) OpenAPI() *huma.OpenAPI { return r.api.OpenAPI() }

// None is the answer without a body.
type None = struct{}

type body[O any] struct{ Body O }

// Handle registers a route that answers with JSON. The handler gets the bound and validated input: fields tagged path,
// query or header, and the JSON body in a field Body.
func Handle[I, O any](r *Router, method, path string, need Need, status int, h func(context.Context, *I) (O, error)) {
	op := r.operation(method, path, need, status)
	huma.Register(r.api, op, func(ctx context.Context, in *I) (*body[O], error) {
		out, err := run(ctx, r.edge, need.once(status), in, h)
		if err != nil {
			return nil, problem(ctx, err)
		}
		return &body[O]{out}, nil
	})
}

// HandleNone registers a route that answers 204, or another status, without a body.
func HandleNone[I any](r *Router, method, path string, need Need, status int, h func(context.Context, *I) error) {
	op := r.operation(method, path, need, status)
	huma.Register(r.api, op, func(ctx context.Context, in *I) (*None, error) {
		_, err := run(ctx, r.edge, need.once(status), in, func(ctx context.Context, in *I) (None, error) { return None{}, h(ctx, in) })
		if err != nil {
			return nil, problem(ctx, err)
		}
		return &None{}, nil
	})
}

// HandleFull registers a route whose answer sets headers or is not JSON: O has the fields that huma knows (Body, header
// tags).
func HandleFull[I, O any](r *Router, method, path string, need Need, status int, h func(context.Context, *I) (*O, error)) {
	op := r.operation(method, path, need, status)
	huma.Register(r.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := run(ctx, r.edge, need, in, h)
		if err != nil {
			return nil, problem(ctx, err)
		}
		return out, nil
	})
}

func (n Need) once(status int) Need {
	n.Once = n.Once || status == http.StatusCreated && n.Access != Public
	return n
}

func (r *Router) operation(method, path string, need Need, status int) huma.Operation {
	if need.Access == Undeclared || need.Access == Right && (need.Object == "" || need.Action == "") {
		panic("web: " + method + " " + path + " does not say what it needs")
	}
	path = braces(path)
	r.routes = append(r.routes, Route{method, path, need, status})
	limit := int64(1 << 20)
	if need.MaxBytes > 0 {
		limit = int64(need.MaxBytes)
	}
	op := huma.Operation{Method: method, Path: path, OperationID: operationID(method, path), DefaultStatus: status,
		MaxBodyBytes: limit, Middlewares: huma.Middlewares{r.guard(need.once(status))}, Tags: []string{firstSegment(path)}}
	switch need.Access {
	case Public:
	case Operators:
		op.Security = []map[string][]string{{"operator": {}}}
	default:
		op.Security = []map[string][]string{{"bearer": {}}}
	}
	return op
}

// guard lets a request in before its input is looked at.
func (r *Router) guard(need Need) func(huma.Context, func(huma.Context)) {
	return func(c huma.Context, next func(huma.Context)) {
		ctx, err := r.edge.admit(c.Context(), need, c.Header)
		if err != nil {
			_ = writeProblem(c.(*exchange).c, problem(c.Context(), err)) // a problem always has a JSON form
			return
		}
		if t := caller.From(ctx).Tenant.ID; t != 0 {
			*infoFrom(ctx).tenant = t
			trace.Tenant(ctx, t)
		}
		if need.Heavy {
			leave, ok := r.turns.take(ctx)
			if !ok {
				_ = writeProblem(c.(*exchange).c, crowded(ctx)) // a problem always has a JSON form
				return
			}
			defer leave()
		}
		next(huma.WithContext(c, ctx))
	}
}

func braces(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if name, ok := strings.CutPrefix(p, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

func firstSegment(path string) string { return strings.Split(strings.TrimPrefix(path, "/"), "/")[0] }

// operationID names a route for generated clients: POST /deals/{id}/move is post-deals-id-move.
func operationID(method, path string) string {
	words := strings.FieldsFunc(path, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	return strings.ToLower(method + "-" + strings.Join(words, "-"))
}

func newAPI(root fiber.Router, version string) huma.API {
	cfg := huma.DefaultConfig("Kith", version)
	cfg.CreateHooks = nil
	cfg.DocsPath, cfg.SchemasPath, cfg.OpenAPIPath = "", "", ""
	cfg.RejectUnknownQueryParameters = true
	cfg.Servers = []*huma.Server{{URL: "/api/v1"}}
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer":   {Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "An access token of a few minutes (EdDSA), checked as RFC8725 says."},
		"operator": {Type: "apiKey", In: "cookie", Name: OperatorCookie},
	}
	cfg.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	return huma.NewAPI(cfg, adapter{root})
}

// schemaName keeps types of the same name in different packages apart: contact.view is Contact, deal.stepView is
// DealStep, page.Items[contact.view] is ContactItems.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Name() == "" {
		return huma.DefaultSchemaNamer(t, hint)
	}
	outer, inner, generic := strings.Cut(strings.TrimSuffix(t.Name(), "]"), "[")
	if generic {
		pkg, name, _ := strings.Cut(inner[strings.LastIndex(inner, "/")+1:], ".")
		return qualified(pkg, name) + outer
	}
	return qualified(t.PkgPath()[strings.LastIndex(t.PkgPath(), "/")+1:], t.Name())
}

// unqualified are packages whose types' names say enough by themselves.
var unqualified = map[string]bool{"web": true, "money": true, "page": true, "": true}

func qualified(pkg, name string) string {
	name = strings.TrimSuffix(strings.TrimSuffix(name, "View"), "view")
	if unqualified[pkg] || strings.HasPrefix(strings.ToLower(name), pkg) {
		return title(name)
	}
	return title(pkg) + title(name)
}

func title(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
