package intake

// Texts are what people read after a form.
var Texts = texts
