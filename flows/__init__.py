"""The story: how a plan goes down through the levels and its reports come back up."""
