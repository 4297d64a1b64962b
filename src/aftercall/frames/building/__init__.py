"""The stages that a frame is built in, one file each."""
