package catcher

import (
	"embed"
	"encoding/json"
	"html/template"
	"net"
	"net/http"
	"slices"
)

//go:embed *.tmpl refresh.js
var files embed.FS

var pages = template.Must(template.ParseFS(files, "*.tmpl"))

// The pages load nothing but our own frame and the script that refreshes the list.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// A mail may hold anything: it gets no scripts, no origin and no remote images. Its links open beside the page.
const mailPolicy = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /refresh.js", http.FileServerFS(files))
	mux.HandleFunc("GET /{$}", s.showList)
	mux.HandleFunc("GET /messages/{id}", s.showMessage)
	mux.HandleFunc("GET /messages/{id}/html", s.showHTML)
	mux.HandleFunc("GET /api/messages", s.showJSON)
	return local(mux)
}

// local answers only to this machine's names: a website must not read the mails by pointing its own name at 127.0.0.1.
func local(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			http.Error(w, "unknown host", http.StatusMisdirectedRequest)
			return
		}
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Referrer-Policy", "no-referrer") // its addresses are of no interest to linked pages
		next.ServeHTTP(w, r)
	})
}

func (s *Server) to(address string) []Message {
	return slices.DeleteFunc(s.Messages(), func(m Message) bool { return !m.isTo(address) })
}

func (s *Server) find(w http.ResponseWriter, r *http.Request) (Message, bool) {
	all := s.Messages()
	i := slices.IndexFunc(all, func(m Message) bool { return m.ID == r.PathValue("id") })
	if i < 0 {
		http.NotFound(w, r)
		return Message{}, false
	}
	return all[i], true
}

func (s *Server) showList(w http.ResponseWriter, r *http.Request) {
	to := r.URL.Query().Get("to")
	render(w, "list.tmpl", map[string]any{"To": to, "Messages": s.to(to)})
}

func (s *Server) showMessage(w http.ResponseWriter, r *http.Request) {
	if m, found := s.find(w, r); found {
		render(w, "message.tmpl", m)
	}
}

func (s *Server) showHTML(w http.ResponseWriter, r *http.Request) {
	m, found := s.find(w, r)
	if !found {
		return
	}
	w.Header().Set("Content-Security-Policy", mailPolicy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(m.HTML + `<base target="_blank">`))
}

func (s *Server) showJSON(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(append([]Message{}, s.to(r.URL.Query().Get("to"))...)) // [] rather than null
}

func render(w http.ResponseWriter, page string, data any) {
	w.Header().Set("Content-Security-Policy", pagePolicy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = pages.ExecuteTemplate(w, page, data)
}
