"""Mail and Zalo that fail, lie and hang, and a sender that is told to stop."""
