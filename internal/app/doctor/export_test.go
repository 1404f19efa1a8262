package doctor

// Skewed judges how far two clocks are apart.
var Skewed = skewed
