package licence

// Replay is what follows from all that happened, in its order.
func Replay(all []Happened) map[Kind]Count {
	t := newTape()
	for _, h := range all {
		t.play(h)
	}
	delete(t.now, trial)
	return t.now
}
