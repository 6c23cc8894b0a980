"""Dates as news pages write them: found by pattern, read by dateparser, given as ISO 8601."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["FoundDate", "date_in_name", "find_date", "is_date_line", "lead_date", "parse_date"]

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DATE = rf"""
    {_WEEKDAY}(?:
        (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?(?P<m1>{_MONTH})[,\s-]+(?P<y1>(?:19|20)\d\d)
      | (?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s*(?P<y2>(?:19|20)\d\d)
      | (?P<iso>(?:19|20)\d\d[-/.](?:0[1-9]|1[0-2])[-/.](?:0[1-9]|[12]\d|3[01]))(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?
      | (?P<numeric>\d{{1,2}}[./-]\d{{1,2}}[./-](?:19|20)\d\d)
    )(?!\d)"""
_FIND = re.compile(rf"(?<![\w/.-]){_DATE}", re.IGNORECASE | re.VERBOSE)

_TIME = r"(?:\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?)(?:\s*\(?[A-Z]{2,4}(?:[+-]\d+)?\)?)?"
_LABEL = r"(?:date|(?:first\s+|last\s+)?(?:updated|published|modified|posted|issued|edited)|on|at|in)"
_FURNITURE = re.compile(rf"\b{_LABEL}\b|{_TIME}|\b(?:GMT|UTC|EST|EDT|BST|CET|EET|UT)\b", re.IGNORECASE)
_LEAD = re.compile(
    rf"\s*(?:(?:{_LABEL}\s*:?\s+)*)(?:{_TIME}\s*[,|-]?\s*)?(?P<date>{_DATE})(?:\s*[-,|]?\s*{_TIME})?\s*[|:–—-]*\s*",
    re.IGNORECASE | re.VERBOSE.__class__(0),
)
