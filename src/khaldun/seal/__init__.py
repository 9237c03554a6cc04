"""What lies on the disk of an encrypted workspace: keys, the file that keeps them under a passphrase, sealed bytes."""
