package attachment

// FileName is that of the package.
var FileName = fileName
