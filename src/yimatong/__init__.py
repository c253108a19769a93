"""Yimatong (医码通): the open platform behind one personal medical-insurance code.

Rooms stand on floors; imports go down. `docs/why/house.md` draws the house, `pyproject.toml` keeps its order.
"""
