"""Time stamps (RFC 3161) and revocation data (CRL, OCSP) from addresses that the operator names; off by default."""
