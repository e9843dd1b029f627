"""Commands about notices and the channels they leave by."""
