"""The demonstration clinic: invented patients, believable, any number of them, the same for the same seed.

names, contacts, health and visits say what there is; diary and patients make charts of it; special are the
charts that try to break a screen; clinic is the plan of the institutions with who works there; making builds
it all.
"""

from dentui.services.demo.making import make_demo

__all__ = ["make_demo"]
