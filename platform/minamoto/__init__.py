"""The tenant-isolated core of Minamoto: ten floors, each importing only from the floors below.

From the roof to the ground: web, worker and cli; faces; journeys; insight; service; money; supply;
pricing; foundation; kernel. See docs/house.md for what lives where.
"""
