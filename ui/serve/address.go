package serve

import (
	"net"
	"os"
)

// HostName is how this machine calls itself.
func HostName() string {
	name, err := os.Hostname()
	if err != nil {
		return "localhost"
	}
	return name
}

// SSHAddress is what one gives to ssh to reach a listening address: of one that listens everywhere, by the machine's name.
func SSHAddress(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return HostName()
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = HostName()
	}
	if port == "22" {
		return host
	}
	return "-p " + port + " " + host
}
