package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// watch moves the clock a second at a time and returns the states a service went through, each once.
func (c *stranger) watch(service string, seconds int) (states []string, last time.Duration) {
	c.t.Helper()
	for i := range seconds {
		now := c.state(service)
		if len(states) == 0 || states[len(states)-1] != now {
			states, last = append(states, now), time.Duration(i)*time.Second
		}
		c.clock.move(time.Second)
	}
	return states, last
}

func TestAServiceIsProvisionedHopByHopInAboutNinetySeconds(t *testing.T) {
	c := meet(t, "")
	id := c.orderService("microsoft", "plain", 300, azureKey, 200)
	states, took := c.watch(id, 150)
	want := "SN SN SN SN|CN SN SN SN|CN CN SN SN|CN CN CN SN|CN CN CN CN"
	if got := strings.Join(states, "|"); got != want {
		t.Errorf("the hops went %s, want %s", got, want)
	}
	if took < 70*time.Second || took > 110*time.Second {
		t.Errorf("it took %s, want about 90 s", took)
	}
}

func TestAWordInTheDescriptionChoosesHowProvisioningGoes(t *testing.T) {
	cases := []struct{ provider, description, passes, ends, info string }{
		{"microsoft", "please hold it", "CN CN CN HN", "CN CN CN CN", "Accepted"},
		{"microsoft", "Retry once", "CN RN SN SN", "CN CN CN CN", "attempt 1 of 3"},
		{"microsoft", "this will FAIL", "CN CN CN RN", "CN CN CN FN", "service key is already provisioned"},
		{"microsoft", "failover link, threshold 3", "CN CN CN SN", "CN CN CN CN", "Provisioned"},
		{"aws", "nothing special", "CN CN HN", "CN CN CN", "Accepted"},
	}
	for i, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			c := meet(t, "")
			extra, status := azureKey, 200
			if tc.provider == "aws" {
				extra, status = awsAccount, 202
			}
			id := c.orderService(tc.provider, tc.description, 600+i, extra, status)
			states, _ := c.watch(id, 450)
			if !strings.Contains(strings.Join(states, "|"), tc.passes) || states[len(states)-1] != tc.ends {
				t.Errorf("the hops went %v, want them to pass %s and end %s", states, tc.passes, tc.ends)
			}
			var info struct {
				Info []struct{ Timestamp, Level, Message string } `json:"info"`
			}
			c.do("GET", "/v1/service/exc/"+id+"/INFO", nil, 200, &info)
			if text := fmt.Sprint(info.Info); !strings.Contains(text, tc.info) {
				t.Errorf("INFO tells %s, want %q", text, tc.info)
			}
			for j := 1; j < len(info.Info); j++ {
				if info.Info[j].Timestamp < info.Info[j-1].Timestamp {
					t.Errorf("INFO is not in the order of time: %v", info.Info)
				}
			}
		})
	}
}

func TestAnUpdateIsCheckedAndPassesThroughU(t *testing.T) {
	c := meet(t, "")
	id := c.orderService("microsoft", "to change", 300, azureKey, 200)
	path := "/v1/service/exc/" + id
	c.refused("PUT", path, object{"outer_vlan": 301}, 409, "cannot be changed now")
	c.clock.move(5 * time.Minute)
	c.refused("PUT", path, object{}, 400, "Nothing to change")
	c.refused("PUT", path, object{"outer_vlan": 100}, 409, "Duplicate outer_vlan 100")
	c.refused("PUT", path, object{"outer_vlan": 4000}, 400, "outer_vlan")
	c.refused("PUT", path, object{"bandwidth_cir": 300_000_000}, 400, "allowed bandwidths")
	c.refused("PUT", path, object{"skey": "x"}, 400, "skey cannot be changed")
	if a := c.do("PUT", path, object{"outer_vlan": 300, "bandwidth_cir": 500_000_000}, 200, nil); len(a.text) != 0 {
		t.Errorf("a PUT answered %s, want an empty body", a.text)
	}
	if got := c.state(id); got != "UN UN UN UN" {
		t.Errorf("after the update the hops are %s, want U", got)
	}
	c.clock.move(time.Minute)
	if got := c.state(id); got != "CN CN CN CN" {
		t.Errorf("a minute later the hops are %s, want C", got)
	}
}

func TestRemovalGoesHopByHopAndFreesTheVLAN(t *testing.T) {
	c := meet(t, "")
	id := c.orderService("microsoft", "to remove", 300, azureKey, 200)
	c.clock.move(5 * time.Minute)
	c.do("DELETE", "/v1/service/exc/"+id, nil, 200, nil)
	c.refused("DELETE", "/v1/service/exc/"+id, nil, 409, "being removed")
	states, _ := c.watch(id, 60)
	want := "DS DS DS DS|DS DS DS DC|DS DS DC DC|DS DC DC DC|DC DC DC DC"
	if got := strings.Join(states, "|"); got != want {
		t.Errorf("the hops went %s, want %s", got, want)
	}
	c.refused("DELETE", "/v1/service/exc/"+id, nil, 404, "removed already")
	c.orderService("microsoft", "same vlan again", 300, azureKey, 200)
	var list struct{ Total int }
	c.do("GET", "/v1/services/DEMOCO", nil, 200, &list)
	before := list.Total
	c.clock.move(11 * time.Minute)
	c.do("GET", "/v1/services/DEMOCO", nil, 200, &list)
	if list.Total != before-1 {
		t.Errorf("%d of %d services are listed, want the removed one gone", list.Total, before)
	}
}

func TestAManualProviderHoldsItsRemovalForAPerson(t *testing.T) {
	c := meet(t, "")
	id := c.orderService("ibm", "by hand", 300, object{"ibm_account_id": strings.Repeat("ab", 16)}, 202)
	c.clock.move(5 * time.Minute)
	c.do("PUT", "/v1/service/exc/"+id, object{"outer_vlan": 301}, 202, nil)
	c.clock.move(15 * time.Second)
	if got := c.state(id); !strings.HasSuffix(got, "MN") {
		t.Errorf("during an update by hand the hops are %s, want M at the end", got)
	}
	c.clock.move(2 * time.Minute)
	c.do("DELETE", "/v1/service/exc/"+id, nil, 202, nil)
	if got := c.state(id); !strings.HasSuffix(got, "DS HN") {
		t.Errorf("after DELETE the hops are %s, want D/S and H at the end", got)
	}
	c.refused("DELETE", "/v1/service/exc/"+id, nil, 409, "being removed")
	c.clock.move(4 * time.Minute)
	if got := c.state(id); strings.Trim(got, "DC ") != "" {
		t.Errorf("later the hops are %s, want all gone", got)
	}
}

func TestAStuckRemovalFailsOnceAndGoesThroughTheSecondTime(t *testing.T) {
	c := meet(t, "")
	id := c.orderService("microsoft", "stuck", 300, azureKey, 200)
	c.clock.move(5 * time.Minute)
	c.do("DELETE", "/v1/service/exc/"+id, nil, 200, nil)
	c.clock.move(2 * time.Minute)
	if got := c.state(id); !strings.HasSuffix(got, "DF") {
		t.Fatalf("the hops are %s, want D/F at the end", got)
	}
	c.do("DELETE", "/v1/service/exc/"+id, nil, 200, nil)
	if got := c.state(id); got != "DC DC DC DS" {
		t.Errorf("at the second attempt the hops are %s, want those that are gone to stay gone", got)
	}
	c.clock.move(2 * time.Minute)
	if got := c.state(id); got != "DC DC DC DC" {
		t.Errorf("after the second attempt the hops are %s, want all gone", got)
	}
}

// However fine a client polls, a hop's history must not depend on it.
func TestProvisioningDoesNotDependOnWhoIsLooking(t *testing.T) {
	polled, left := meet(t, ""), meet(t, "")
	rapid.Check(t, func(rt *rapid.T) {
		vlan := rapid.IntRange(2, 3999).Filter(func(v int) bool { return v != 100 }).Draw(rt, "vlan")
		word := rapid.SampledFrom([]string{"hold", "retry", "fail", "luck", "plain"}).Draw(rt, "word")
		a := polled.orderService("microsoft", word, vlan, azureKey, 200)
		b := left.orderService("microsoft", word, vlan, azureKey, 200)
		steps := rapid.SliceOfN(rapid.IntRange(1, 90), 1, 6).Draw(rt, "steps")
		for _, s := range steps {
			polled.clock.move(time.Duration(s) * time.Second)
			left.clock.move(time.Duration(s) * time.Second)
			polled.state(a)
		}
		if x, y := polled.state(a), left.state(b); a != b || x != y {
			rt.Fatalf("polled %s is %s, left alone %s is %s", a, x, b, y)
		}
		for _, c := range []*stranger{polled, left} {
			c.clock.move(time.Hour)
			c.do("DELETE", "/v1/service/exc/"+a, nil, 200, nil)
			c.clock.move(time.Hour)
		}
	})
}
