"""Firmware of devices: images in a folder of the home, which one fits, and the server of Zigbee's upgrade cluster.

The OTA Upgrade cluster (0x0019, ZCL 11). Nothing here asks the internet: an image comes with a manifest, on a stick.
"""
