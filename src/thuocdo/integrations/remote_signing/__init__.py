"""Remote signing (ký số từ xa): keys that stay at a signing service and sign digests; off by default."""
