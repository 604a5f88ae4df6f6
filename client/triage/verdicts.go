package triage

// Code names a verdict, for programs and statistics.
type Code string

// The verdicts.
const (
	NotActive     Code = "not-active"
	AreaOutage    Code = "area-outage"
	AreaPower     Code = "area-power"
	NoPower       Code = "no-power"
	FibreFault    Code = "fibre-fault"
	DegradedFibre Code = "degraded-fibre"
	TooMuchLight  Code = "too-much-light"
	LineDrops     Code = "line-drops"
	NoDevice      Code = "no-device"
	ONTRefused    Code = "ont-refused"
	ONTOff        Code = "ont-deactivated"
	ONTStarts     Code = "ont-starting"
	LoginRejected Code = "login-rejected"
	NotDialling   Code = "not-dialling"
	EndedByISP    Code = "ended-by-isp"
	DoubleLogin   Code = "double-login"
	AcceptedOnly  Code = "accepted-not-online"
	StaleSession  Code = "stale-session"
	NoTraffic     Code = "no-traffic"
	HomeNetwork   Code = "home-network"
	NotEnough     Code = "not-enough-evidence"
)

// verdicts are the words of each code. Somebody reads them with a caller on the phone: short, concrete, no jargon
// that the caller would not see on the box.
var verdicts = map[Code]Verdict{
	NotActive: {
		What: "The service is not active: this is an order or billing matter.", Owner: OrderDesk,
		Ask: []string{
			"Ask whether the caller expects it to work already, and from which day.",
			"Ask whether there was a letter or a message about payment, a move or a cancellation.",
		},
		Next: "Stop here and hand over to the order desk; the line itself is not the question.",
	},
	AreaOutage: {
		What: "Other services in the same area are down too: an outage of the network.", Owner: FNO,
		Ask: []string{
			"Ask whether neighbours have no internet either.",
			"Ask whether there is power in the street, and whether somebody is digging there.",
		},
		Next: "Report it to the FNO as an outage with what the evidence names, tell the caller, and open no fault for this line alone.",
	},
	AreaPower: {
		What: "Several devices in the same area lost their power: most likely a power cut.", Owner: User,
		Ask: []string{
			"Ask whether there is power in the house and in the street.",
			"Ask whether the white fibre box and the router still have no lights once the power is back.",
		},
		Next: "Tell the caller that the line should return with the power; look again then.",
	},
	NoPower: {
		What: "The fibre box (ONT) has no power.", Owner: User,
		Ask: []string{
			"Ask whether any light is on at the fibre box, and whether the house has power.",
			"Ask to try another wall socket, and to press the power plug firmly into the box.",
			"If its power light is on, ask whether the PON light is red or off.",
		},
		Next: "If the power light is on and PON is red or off, poll live: it is then a fibre fault. If it stays dark, the box or its power supply has to be replaced.",
	},
	FibreFault: {
		What: "No usable light reaches the fibre box (ONT): a fibre fault.", Owner: FNO,
		Ask: []string{
			"Ask whether the PON light is red or off (LOS may be its label).",
			"Ask whether the thin fibre lead was moved, bent or pulled out, and to leave it alone if not.",
			"Ask whether there was digging or building work nearby.",
		},
		Next: "Open a fault with the FNO, with the light level and the time when it went.",
	},
	DegradedFibre: {
		What: "The fibre works badly: its light is too weak, or comes and goes.", Owner: FNO,
		Ask: []string{
			"Ask since when it has been slow or dropping, and whether anything was moved then.",
			"Ask whether the thin fibre lead is bent sharply or pinched behind furniture.",
		},
		Next: "Open a fault with the FNO with the light level, its history and the drops.",
	},
	TooMuchLight: {
		What: "Too much light reaches the fibre box (ONT): its receiver is overloaded.", Owner: FNO,
		Ask:  []string{"Ask whether somebody worked on the fibre or changed the box lately."},
		Next: "Open a fault with the FNO with the light level: an attenuator is missing, or a splitter was passed by.",
	},
	LineDrops: {
		What: "The line goes down again and again, though its light is good whenever it is up.", Owner: FNO,
		Ask: []string{
			"Ask whether the router or the fibre box restarts by itself (all lights go out).",
			"Ask to change the network cable between the fibre box and the router, or its socket.",
			"Ask whether both hang on one loose multi-plug.",
		},
		Next: "Rule out the cable and the power with the caller first; if it goes on, open a fault with the FNO with these drops.",
	},
	NoDevice: {
		What: "The service is active, yet the network knows no device of it.", Owner: FNO,
		Ask: []string{
			"Ask whether a fibre box was ever installed, and when it last worked.",
			"Ask to read out the serial number on the box's label.",
		},
		Next: "Ask the FNO to link the box to the service; give the serial number and the address.",
	},
	ONTRefused: {
		What: "The network refuses the fibre box (ONT): its registration or configuration is wrong.", Owner: FNO,
		Ask: []string{
			"Ask whether the fibre box was changed or comes from another address.",
			"Ask to read out the serial number on its label.",
		},
		Next: "Compare the serial number with the device's, then ask the FNO to register the box anew.",
	},
	ONTOff: {
		What: "The network switched the fibre box (ONT) off.", Owner: FNO,
		Ask:  []string{"Ask whether a cancellation, a move or a change of provider is under way."},
		Next: "Check the service for a suspension; where there is none, ask the FNO why it deactivated the box.",
	},
	ONTStarts: {
		What: "The fibre box (ONT) is starting; it is too early to say more.", Owner: Nobody,
		Ask: []string{
			"Ask whether the box was restarted just now.",
			"Ask whether the PON light blinks, and to wait three minutes without touching it.",
		},
		Next: "Poll live again in three minutes. If it is still starting, treat it as a fibre fault.",
	},
	LoginRejected: {
		What: "The line works, but the router's login is refused: wrong credentials or a suspension.", Owner: ISP,
		Ask: []string{
			"Ask whether the router was replaced, reset or set up anew.",
			"Ask to read out the username in the router's internet (PPPoE) settings.",
		},
		Next: "Check for a suspension and the username; then have the router's login entered anew.",
	},
	NotDialling: {
		What: "The line works, but the router does not try to log in.", Owner: User,
		Ask: []string{
			"Ask whether the router is on, and whether its internet (WAN) light is lit.",
			"Ask whether the cable runs from the fibre box's LAN socket to the router's WAN socket.",
			"Ask to switch the router off for a minute, then on again.",
		},
		Next: "Look for a new login two minutes after the restart. If none comes, the router's setup or the router itself is at fault.",
	},
	EndedByISP: {
		What: "The provider's side ended the session, and no login came since.", Owner: ISP,
		Ask: []string{
			"Ask to restart the router once.",
			"Ask whether a second router uses the same login.",
		},
		Next: "Find out why the session was ended (see its cause), then look for a new login.",
	},
	DoubleLogin: {
		What: "One login is used twice: each router throws the other one out.", Owner: ISP,
		Ask: []string{
			"Ask whether a second router is in use, or an old one still plugged in somewhere.",
			"Ask whether the router was set up with the settings of another line.",
		},
		Next: "Compare the addresses of the sessions, and give one of the two lines a login of its own.",
	},
	AcceptedOnly: {
		What: "The login is accepted, but no session follows: accepted is not online.", Owner: ISP,
		Ask: []string{
			"Ask whether the router shows an internet (WAN) address, and which.",
			"Ask to restart the router once.",
		},
		Next: "Check the address pool, the NAS and its accounting for this username.",
	},
	StaleSession: {
		What: "A session stands open, but nothing was heard of it lately: a stale session.", Owner: ISP,
		Ask: []string{
			"Ask whether the router was restarted, and when.",
			"Ask to switch the router off for five minutes once the session is cleared.",
		},
		Next: "Clear the stale session, then look for a new login.",
	},
	NoTraffic: {
		What: "The session is up, but nothing passes through it.", Owner: ISP,
		Ask: []string{
			"Ask whether the router shows an internet (WAN) address, and which.",
			"Ask whether a computer on a cable to the router can open any page.",
		},
		Next: "Check the address and routing of this session; when they are right, look at the home network.",
	},
	HomeNetwork: {
		What: "The line and the session work: look at the home network, the WiFi or the device.", Owner: User,
		Ask: []string{
			"Ask whether all devices are affected, or one.",
			"Ask whether a computer on a cable to the router works.",
			"Ask whether the WiFi name is seen, and to stand beside the router.",
		},
		Next: "Restart the router, then test on a cable; the WiFi name and password can be set from here.",
	},
	NotEnough: {
		What: "Not enough evidence to name a cause.", Owner: Nobody,
		Ask: []string{
			"Ask which lights are on at the fibre box and the router, and in which colour.",
			"Ask since when it has been down, and whether all devices are affected.",
		},
		Next: "Get what is missing, then diagnose again.",
	},
}
