package arch

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The image is made of what there is, is the same whoever builds it, and what runs in it is nobody, without a shell.
func TestImage(t *testing.T) {
	all := text(t, "Dockerfile")
	for _, m := range regexp.MustCompile(`(?m)^COPY ([^-].*) \S+$`).FindAllStringSubmatch(all, -1) {
		for _, name := range strings.Fields(m[1]) {
			_, err := os.Stat(filepath.Join("..", "..", name))
			require.NoError(t, err, "COPY %s", name)
		}
	}
	for _, flag := range []string{"CGO_ENABLED=0", "-trimpath", "-buildvcs=false", "-mod=readonly", "-buildid=", "npm ci --ignore-scripts", "go mod verify"} {
		require.Contains(t, all, flag)
	}
	program := text(t, "cmd/kith/main.go")
	variables := regexp.MustCompile(`-X main\.(\w+)=`).FindAllStringSubmatch(all, -1)
	require.Len(t, variables, 2)
	for _, m := range variables {
		require.Regexp(t, `(?m)^\t`+m[1]+` +=`, program, "the version and the day of the build reach the program")
	}
	runs := all[strings.LastIndex(all, "\nFROM "):]
	require.Contains(t, runs, "distroless/static")
	require.Regexp(t, `(?m)^USER [1-9]\d*:[1-9]\d*$`, runs)
	require.Regexp(t, `(?m)^HEALTHCHECK .*CMD \["/kith", "health"\]$`, runs)
	require.NotRegexp(t, `(?m)^(RUN|ADD) `, runs)
	require.NotRegexp(t, `(?m)^(ENTRYPOINT|CMD) [^\[]`, runs)
}
