package tag_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/jsonb"
	"github.com/kith-crm/kith/internal/kit/tag"
)

func TestTidy(t *testing.T) {
	tags, err := tag.Tidy([]string{" VIP ", "vip", "", "fair, Berlin", "ważny"})
	require.NoError(t, err)
	require.Equal(t, jsonb.List[string]{"VIP", "fair Berlin", "ważny"}, tags)
	_, err = tag.Tidy([]string{strings.Repeat("ż", 41)})
	require.ErrorIs(t, err, tag.ErrLong)
	var many []string
	for i := range 21 {
		many = append(many, strconv.Itoa(i))
	}
	_, err = tag.Tidy(many)
	require.ErrorIs(t, err, tag.ErrMany)
}
