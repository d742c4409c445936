"""The edXML workshop (QCVN 102:2016/BTTTT): messages built and read; pure, without database and network."""
