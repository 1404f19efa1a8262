package limit

// Kept is the job that writes samples down.
type Kept = keepArgs
