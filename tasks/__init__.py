"""One step each: hold a conference, collect reports, press the late units, send what is waiting."""
