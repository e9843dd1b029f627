"""What officers do in one sitting, in a real browser."""
