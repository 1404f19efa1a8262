package stripefake_test

import "net/http"

var recorder = http.DefaultClient
