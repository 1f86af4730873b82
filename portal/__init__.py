"""The web site where sales staff find and download their lists."""
