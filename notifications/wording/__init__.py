"""From facts to the words of a notice, in the office's own version where there is one."""
