"""Files and folders that appear whole or not at all; the folders are shared by processes of one machine."""
