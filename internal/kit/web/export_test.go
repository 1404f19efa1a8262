package web

import "time"

// Crowd makes the server one with room for so many bytes of large bodies and for so many heavy requests, whose wait is short.
func (s *Server) Crowd(bytes, heavy int, wait time.Duration) {
	s.room.free, s.room.wait = bytes, wait
	s.Router.turns.taken, s.Router.turns.wait = make(chan struct{}, heavy), wait
}
