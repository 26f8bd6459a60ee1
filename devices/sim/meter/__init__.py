"""The simulated meter: a Smart Energy energy services interface that counts what a house draws.

`meter` is the meter itself (registers, intervals, prices, texts), `node` its face on the air.
"""
