"""The mailbox of the demo, as a person looks at it."""
