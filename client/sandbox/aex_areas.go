package sandbox

// area is a neighbourhood that one POP feeds.
type area struct {
	name, city, code, province string
	pop                        string // of the POP, as devices name it
	network                    string // the fibre network's operator
	vendor                     int    // index into aexVendors: a POP's OLTs and ONTs are one maker's
	out                        bool   // the whole POP is down
}

// aexAreas are South African neighbourhoods; the operators' names are made up.
func aexAreas() []area {
	return []area{
		{"Sandton", "Johannesburg", "2196", "Gauteng", "JNB-SND", "Protea Fibre", 0, false},
		{"Randburg", "Johannesburg", "2194", "Gauteng", "JNB-RND", "Protea Fibre", 1, false},
		{"Fourways", "Johannesburg", "2055", "Gauteng", "JNB-FWY", "Protea Fibre", 1, true},
		{"Midrand", "Johannesburg", "1685", "Gauteng", "JNB-MID", "Umoya Networks", 2, false},
		{"Orlando West", "Soweto", "1804", "Gauteng", "JNB-SOW", "Umoya Networks", 3, false},
		{"Mohlakeng", "Randfontein", "1759", "Gauteng", "JNB-MOH", "Umoya Networks", 0, false},
		{"Centurion", "Pretoria", "0157", "Gauteng", "PTA-CEN", "Umoya Networks", 0, false},
		{"Hatfield", "Pretoria", "0083", "Gauteng", "PTA-HAT", "Jacaranda Open Access", 2, false},
		{"Umhlanga", "Durban", "4320", "KwaZulu-Natal", "DUR-UMH", "Indlovu Fibre", 0, false},
		{"Ballito", "KwaDukuza", "4420", "KwaZulu-Natal", "DUR-BAL", "Indlovu Fibre", 3, false},
		{"Claremont", "Cape Town", "7708", "Western Cape", "CPT-CLA", "Tafel Open Access", 2, false},
		{"Rondebosch", "Cape Town", "7700", "Western Cape", "CPT-RON", "Tafel Open Access", 1, false},
		{"Bellville", "Cape Town", "7530", "Western Cape", "CPT-BEL", "Tafel Open Access", 3, false},
		{"Durbanville", "Cape Town", "7550", "Western Cape", "CPT-DUR", "Tafel Open Access", 0, false},
		{"Stellenbosch Central", "Stellenbosch", "7600", "Western Cape", "CPT-STE", "Tafel Open Access", 2, false},
		{"Summerstrand", "Gqeberha", "6001", "Eastern Cape", "PLZ-SUM", "Bay Fibre", 1, false},
	}
}

func aexStreets() []string {
	return []string{
		"Rivonia Road", "Main Road", "Jacaranda Avenue", "Mandela Drive", "Protea Street", "Church Street", "Lavender Lane",
		"Milkwood Close", "Baobab Crescent", "Sisulu Street", "Kingfisher Road", "Yellowwood Avenue", "Voortrekker Road",
		"Mzolo Street", "Dlamini Street", "Acacia Way", "Lighthouse Road", "Weaver Close", "Strelitzia Street", "Vineyard Road",
	}
}

func aexFirstNames() []string {
	return []string{
		"Thandeka", "Sipho", "Nomsa", "Pieter", "Ayesha", "Johan", "Lerato", "Kagiso", "Priya", "Bongani", "Zanele", "Riaan",
		"Fatima", "Themba", "Anneke", "Mandla", "Naledi", "Craig", "Refilwe", "Yusuf", "Palesa", "Gareth", "Busisiwe", "Dineo",
	}
}

func aexLastNames() []string {
	return []string{
		"Dlamini", "Nkosi", "van der Merwe", "Naidoo", "Botha", "Mokoena", "Khumalo", "Pillay", "Jacobs", "Mahlangu", "Ndlovu",
		"Smith", "Molefe", "Govender", "du Plessis", "Mthembu", "Adams", "Sithole", "O'Connor", "Zwane", "Fourie", "Radebe",
		"Petersen", "Maseko", "Steyn", "Cele", "Spencer", "Madolo",
	}
}

func aexAgents() []string {
	return []string{"Thandeka", "Sipho", "Annelise", "Priya", "Kagiso", "Web shop"}
}

// aexProduct is what a service is sold as; only its id travels in a service's row.
type aexProduct struct {
	name     string
	down, up int // Mbit/s
}

func aexProducts() []aexProduct {
	return []aexProduct{
		{"20mbps Premium Uncapped Fibre 20/20", 20, 20},
		{"50mbps Home Uncapped Fibre 50/25", 50, 25},
		{"50mbps Home Uncapped Fibre 50/50", 50, 50},
		{"100mbps Home Uncapped Fibre 100/50", 100, 50},
		{"100mbps Premium Uncapped Fibre 100/100", 100, 100},
		{"200mbps Premium Uncapped Fibre 200/200", 200, 200},
		{"500mbps Gamer Uncapped Fibre 500/250", 500, 250},
		{"1Gbps Business Fibre 1000/500", 1000, 500},
	}
}

// aexVendor is a maker's equipment, and its words for what an ONT is in.
type aexVendor struct {
	name, serial string
	models       [2]string
	words        map[ontState]string
}

func aexVendors() []aexVendor {
	return []aexVendor{
		{"Huawei", "HWTC", [2]string{"EchoLife HG8145V5", "OptiXstar EG8145X6"}, map[ontState]string{
			ontUp: "online", ontLOS: "LOSi/LOBi", ontGasp: "dying-gasp", ontOffline: "offline", ontAuth: "auth-fail",
		}},
		{"ZTE", "ZTEG", [2]string{"ZXHN F660", "ZXHN F670L"}, map[ontState]string{
			ontUp: "Working", ontLOS: "LOS", ontGasp: "DyingGasp", ontOffline: "OffLine", ontAuth: "AuthFail",
		}},
		{"Nokia", "ALCL", [2]string{"G-140W-C", "XS-2426G-A"}, map[ontState]string{
			ontUp: "Up", ontLOS: "Down (LOS)", ontGasp: "Down (dying gasp)", ontOffline: "Down", ontAuth: "Down (SN auth failed)",
		}},
		{"Calix", "CXNK", [2]string{"GigaPoint 801Gv2", "GigaSpire u4"}, map[ontState]string{
			ontUp: "Operation (O5)", ontLOS: "LOS (O1)", ontGasp: "Dying Gasp", ontOffline: "Offline", ontAuth: "Auth Fail (O3)",
		}},
	}
}

// unusualStatuses are words of order desks that no document lists.
func unusualStatuses() []string {
	return []string{
		"Awaiting wayleave", "Feasibility study", "Ceased - non-payment", "Transfer to another ISP", "Migration on hold", "ACTIVE (legacy)",
	}
}
