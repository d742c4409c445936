"""The signing workshop: PAdES signatures made and verified; knows pyHanko. Pure: bytes in, bytes and findings out."""
