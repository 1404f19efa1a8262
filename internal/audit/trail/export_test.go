package trail

// SetStretch sets how many entries one statement of an erasure looks through, and returns what sets it back.
func SetStretch(n int64) (back func()) {
	before := stretch
	stretch = n
	return func() { stretch = before }
}
