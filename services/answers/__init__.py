"""What people answer through their link, written once for the counter and for the desk."""
