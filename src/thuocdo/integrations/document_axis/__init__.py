"""The national document axis (trục liên thông văn bản quốc gia): edXML handed over and fetched; off by default."""
