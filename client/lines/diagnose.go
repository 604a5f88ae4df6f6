package lines

import (
	"time"

	"axdesk/client/aex"
	"axdesk/client/triage"
	"axdesk/client/wire"
)

// Input is all that is known of a line, to be diagnosed; its area is for whoever has looked around.
func (l *Lines) Input(of string, now time.Time) triage.Input {
	line := l.Line(of)
	in := triage.Input{
		Now: now, Service: line.Service.Value, ServiceAt: line.Service.At, Earlier: line.Earlier, History: line.Readings,
		RadiusErr: wire.Sentence(line.Radius.Err), UsageErr: wire.Sentence(line.Usage.Err),
	}
	if in.NoDevice = aex.NoDevice(line.Cached.Err); !in.NoDevice {
		in.DeviceErr = wire.Sentence(line.Cached.Err)
	}
	in.GPON, in.Ethernet = l.Bands()
	if line.Cached.Known {
		in.Device = &line.Cached.Value
	}
	if line.Live.Known {
		in.Live = &line.Live.Value
	}
	if line.Live.Err != nil && now.Sub(line.Live.Tried) <= triage.DefaultLimits().Live {
		in.LiveErr = wire.Sentence(line.Live.Err)
	}
	if line.Radius.Known {
		in.Radius = &line.Radius.Value
	}
	if line.Usage.Known {
		in.Usage = &line.Usage.Value
	}
	return in
}
