package share

// Notice is a sentence for a guest from whoever runs their screen: the desk is going down, a paste was too long. Its text is sanitised.
type Notice struct {
	Text string
	Bad  bool
}
