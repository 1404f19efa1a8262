package app

// Skewed judges how far two clocks are apart.
var Skewed = skewed
