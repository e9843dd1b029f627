"""What a paper says beside its deadlines: duties without a day, offices, figures, halls, talks, secrecy."""
