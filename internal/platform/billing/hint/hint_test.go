package hint_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76/webhook"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/platform/billing/hint"
)

func TestWhomAnEventIsAbout(t *testing.T) {
	for data, want := range map[string]string{
		`"object":{"id":"cus_1","object":"customer"}`:                                                                 "cus_1",
		`"object":{"id":"in_1","object":"invoice","customer":"cus_1"}`:                                                "cus_1",
		`"object":{"id":"in_1","object":"invoice","customer":{"id":"cus_1"}}`:                                         "cus_1",
		`"object":{"id":"pm_1","object":"payment_method","customer":null},"previous_attributes":{"customer":"cus_1"}`: "cus_1",
		`"object":{"id":"price_1","object":"price"}`:                                                                  "",
		`"object":{"id":"ch_1","object":"charge","customer":null}`:                                                    "",
	} {
		n, err := hint.Parse([]byte(`{"id":"evt_1","data":{` + data + `}}`))
		require.NoError(t, err)
		require.Equal(t, want, n.CustomerID(), data)
	}
	n, err := hint.Parse([]byte(`{"id":"evt_1","data":{"object":{"id":"dp_1","object":"dispute","charge":"ch_1"}}}`))
	require.NoError(t, err)
	require.Equal(t, "ch_1", n.ChargeID())
}

func TestTypesAreSortedAndDifferent(t *testing.T) {
	require.True(t, slices.IsSorted(hint.Types))
	require.Len(t, slices.Compact(slices.Clone(hint.Types)), len(hint.Types))
}

// The manual lists exactly the events that an endpoint needs.
func TestReadmeListsTheEvents(t *testing.T) {
	text, err := os.ReadFile("../../../../README.md")
	require.NoError(t, err)
	_, list, found := strings.Cut(string(text), "<!-- events -->")
	require.True(t, found)
	list, _, _ = strings.Cut(list, "<!-- /events -->")
	var named []string
	for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(list, -1) {
		named = append(named, m[1])
	}
	require.Equal(t, hint.Types, named)
}

// S58: a webhook that was not set up has an empty secret, with which anybody can sign.
func TestNoSecretSignsNothing(t *testing.T) {
	event := &webhook.UnsignedPayload{Payload: []byte(`{"id":"evt_1"}`), Timestamp: clock.Now()}
	for secret, want := range map[string]error{"": hint.ErrSignature, "whsec_1": nil} {
		event.Secret = secret
		_, err := hint.Read(event.Payload, webhook.GenerateTestSignedPayload(event).Header, []string{secret})
		require.ErrorIs(t, err, want, secret)
	}
}
