package serve

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/crypto/ssh"
)

// hostKey reads the server's own key, or makes one where there is none yet: whoever signs in pins it, so it has to stay.
func hostKey(path string) (signer ssh.Signer, made bool, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeHostKey(path); err != nil {
			return nil, false, fmt.Errorf("the host key can't be made: %w", err)
		}
		made = true
	} else if err != nil {
		return nil, false, fmt.Errorf("the host key can't be read: %w", err)
	} else if info.Mode().Perm()&0o077 != 0 {
		return nil, false, fmt.Errorf("the host key %s can be read by others, who could pass for this server: chmod 600 it, or remove it to have another made", path)
	}
	text, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, false, fmt.Errorf("the host key can't be read: %w", err)
	}
	signer, err = ssh.ParsePrivateKey(text)
	if err != nil {
		return nil, false, fmt.Errorf("the host key %s is no private key without a passphrase: make one with ssh-keygen -t ed25519 -N \"\"", path)
	}
	return signer, made, nil
}

func makeHostKey(path string) error {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	block, err := ssh.MarshalPrivateKey(key, "axdesk")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // the operator names the file
	if err != nil {
		return err
	}
	if err := pem.Encode(file, block); err != nil {
		_ = file.Close()
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}
