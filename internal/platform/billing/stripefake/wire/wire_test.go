package wire

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

type order struct {
	Name  string            `json:"name"`
	Tags  map[string]string `json:"metadata"`
	Keys  []string          `json:"keys"`
	Items []struct {
		Price    string `json:"price"`
		Quantity *int64 `json:"quantity,string"`
		Deleted  bool   `json:"deleted,string"`
	} `json:"items"`
}

func TestDecode(t *testing.T) {
	form, err := url.ParseQuery("name=A%26B&metadata[0]=zero&metadata[b]=two&keys[]=x&keys[]=y&items[0][price]=p0&items[1][quantity]=7&items[1][deleted]=true")
	require.NoError(t, err)
	var o order
	require.NoError(t, Decode(form, &o))
	require.Equal(t, "A&B", o.Name)
	require.Equal(t, map[string]string{"0": "zero", "b": "two"}, o.Tags)
	require.Equal(t, []string{"x", "y"}, o.Keys)
	require.Equal(t, "p0", o.Items[0].Price)
	require.Nil(t, o.Items[0].Quantity)
	require.EqualValues(t, 7, *o.Items[1].Quantity)
	require.True(t, o.Items[1].Deleted)
}

func TestDecodeRefuses(t *testing.T) {
	for query, code := range map[string]string{
		"colour=red": "parameter_unknown", "items[0][colour]=red": "parameter_unknown", "items[0][quantity]=many": "parameter_invalid",
		"items=all": "parameter_invalid", "name[first]=Ana": "parameter_invalid", "name=Ana&name[first]=Ana": "parameter_invalid",
	} {
		form, err := url.ParseQuery(query)
		require.NoError(t, err)
		var e *Error
		require.ErrorAs(t, Decode(form, &order{}), &e, query)
		require.Equal(t, code, e.Code, query)
		require.Equal(t, 400, e.Status)
	}
}

func TestRenderFillsWhatStripeAlwaysSends(t *testing.T) {
	o := Render(map[string]any{"object": "customer", "id": "cus_1", "_own": true, "email": "a@b.test"})
	require.Contains(t, o, "phone")
	require.Nil(t, o["phone"])
	require.Equal(t, "a@b.test", o["email"])
	o["invoice_settings"].(Object)["footer"] = "changed"
	other := Render(map[string]any{"object": "customer"})
	require.Nil(t, other["invoice_settings"].(Object)["footer"], "blanks are not shared")
	Strip(o)
	require.NotContains(t, o, "_own")
}

func TestExpand(t *testing.T) {
	find := func(id string) (Object, bool) { return Object{"id": id, "owner": nil}, id == "cus_1" }
	o := Object{"customer": "cus_1", "data": []any{Object{"customer": "cus_1"}}, "_hidden": []any{"x"}, "note": "hello", "none": nil}
	require.NoError(t, Expand(o, "customer.owner", find))
	require.Equal(t, "cus_1", o["customer"].(Object)["id"])
	require.NoError(t, Expand(o, "data.customer", find))
	require.NoError(t, Expand(o, "hidden", find))
	require.Equal(t, []any{"x"}, o["hidden"])
	require.NoError(t, Expand(o, "none.customer", find))
	require.Error(t, Expand(o, "note", find))
	require.Error(t, Expand(o, "colour", find))
}
