"""What readers take away: pages as notebooks, and the library they need."""
