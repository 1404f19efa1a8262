package sheet_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/sheet"
)

func TestWrite(t *testing.T) {
	out, err := sheet.Write([][]string{{"name", "phone"}, {"=1+1", "+48 12 345 67-89"}, {"a \"b\", c", "+1|cmd"}, {"@x", "-2"}})
	require.NoError(t, err)
	require.Equal(t, "\ufeffname,phone\r\n'=1+1,+48 12 345 67-89\r\n\"a \"\"b\"\", c\",'+1|cmd\r\n'@x,-2\r\n", string(out))
}
