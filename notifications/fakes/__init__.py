"""Other people's servers, played by us: a mail server and Zalo, for demos and tests."""
